// Package refresh reads sources again: on a schedule, and when somebody asks.
package refresh
