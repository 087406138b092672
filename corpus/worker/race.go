//go:build race

package worker

// underRace says that the race detector is built in, which takes many times the
// memory that the program asks for.
const underRace = true
