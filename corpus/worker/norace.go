//go:build !race

package worker

// underRace says that the race detector is built in.
const underRace = false
