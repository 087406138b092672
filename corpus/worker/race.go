//go:build race

package worker

// underRace is true if the race detector is built in. It multiplies the
// program's memory.
const underRace = true
