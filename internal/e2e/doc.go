// Package e2e tests the whole program: its commands, its doors on a Discord on
// loopback, its playground in a browser, several processes on one PostgreSQL, and
// the papers and the architecture that the repository promises.
package e2e
