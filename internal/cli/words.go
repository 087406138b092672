package cli

import (
	"fmt"
	"strings"
	"time"

	"verbatim/corpus"
)

// counted returns a number with its noun, in the plural unless it is 1.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// are returns "1 text is", "2 texts are" and so on.
func are(n int, what string) string {
	if n == 1 {
		return counted(n, what) + " is"
	}
	return counted(n, what) + " are"
}

// whose names the corpus of a guild, for people.
func whose(guild corpus.GuildID) string {
	if guild == corpus.Shared {
		return "the shared corpus"
	}
	return fmt.Sprintf("the corpus of guild %s", guild)
}

// moment returns a time for people, or "never" for the zero time.
func moment(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2 Jan 2006 15:04")
}

// quotedShort returns the beginning of a statement in quotation marks.
func quotedShort(text string) string {
	const most = 120
	words, short := strings.Fields(printable(text)), ""
	for i, w := range words {
		if len(short)+1+len(w) > most {
			return "“" + short + " …”"
		}
		if i > 0 {
			short += " "
		}
		short += w
	}
	return "“" + short + "”"
}
