// Package remote lets commands search an index that another process has open. An
// index has one owner. While the bot owns it, the bot serves it on a Unix socket in
// the data folder, and commands of the same user are its clients.
package remote
