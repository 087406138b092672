//go:build !race

package worker

// underRace is true if the race detector is built in.
const underRace = false
