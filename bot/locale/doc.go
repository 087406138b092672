// Package locale holds what people read: one message file for each language, in the
// folder messages, the keys of its phrases, and the functions that put phrases
// together. To add a language, add its message file. Everything else, the languages
// that commands and the playground offer included, is derived from that folder.
package locale
