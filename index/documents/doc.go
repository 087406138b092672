// Package documents makes the documents of an article that was added or changed, with the copies of guilds that corrected it,
// and withdraws them.
package documents
