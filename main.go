// Verbatim answers questions with quotes from a corpus of articles: who said
// it, word for word, and where. It does so in Discord and at the command line.
package main

import "verbatim/internal/cli"

func main() { cli.Main() }
