package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// maxAlso is how many further places of the same statement are named.
const maxAlso = 3

func embedUnits(e *discordgo.MessageEmbed) int { return units(e.Description) + units(e.Footer.Text) }

// saying is the line on who is reported as saying it, and the article's own
// word for how. A name that is not certain is not in it.
func saying(l *language, a corpus.Answer) string {
	if a.Kind == corpus.Narrated {
		return bold + l.say(wordsNarrated) + bold
	}
	cue := l.say(wordsContinues)
	if a.Cue != nil {
		cue = clip(a.Cue.Text, roomCue)
	}
	return speaker(l, a) + separatorSaying + cue
}

func speaker(l *language, a corpus.Answer) string {
	name := clip(a.Speaker, roomName)
	if a.Certain && name != "" {
		out := bold + name + bold
		if role := clip(a.Role, roomRole); role != "" {
			out += ", " + role
		}
		return out
	}
	out := bold + l.say(wordsNotIdentified) + bold
	if a.Mention != nil {
		if mention := clip(corpus.OwnWord(a.Mention.Text), roomName); mention != "" {
			out += " (" + wordsArticleSays(l, mention) + ")"
		}
	}
	return out
}

// source is the citation: what is known of it, and that the rest is unknown.
func source(l *language, a corpus.Answer) string {
	here := corpus.Citation{Title: a.Title, Publisher: a.Publisher, Published: a.Published, Origin: a.Origin}
	parts := citation(l, here)
	if title := clip(a.Title, roomTitle); title != "" {
		parts = append(parts, title)
	}
	if to := published(a); to != "" {
		parts = append(parts, masked(l, labelSource, to))
	} else if to := link(a.Permalink); to != "" {
		parts = append(parts, masked(l, labelEvidence, to))
	}
	out := strings.Join(parts, separator)
	if len(a.Also) > 0 {
		out += "\n" + also(l, a.Also)
	}
	return out
}

// published leads to the words where their publisher has them, "" where that is
// not known.
func published(a corpus.Answer) string {
	if a.Origin.Supplied() {
		return ""
	}
	return highlighted(link(a.URL), a)
}

// masked is a link, as link or highlighted made it, behind a label.
func masked(l *language, label phrase, to string) string { return "[" + l.say(label) + "](" + to + ")" }

func also(l *language, places []corpus.Citation) string {
	var out []string
	for i, c := range places {
		if i == maxAlso {
			out = append(out, wordsMore(l, len(places)-maxAlso))
			break
		}
		out = append(out, strings.Join(citation(l, c), separator))
	}
	return l.say(labelAlso) + " " + l.list(out)
}

// standing says what a quote is worth: a report, and who attributed it.
func standing(l *language, a corpus.Answer) string {
	by := l.say(wordsAutomatic)
	if a.Corrected {
		by = l.say(wordsCorrected)
	}
	out := l.say(wordsNotVerified) + separator + by
	if day := l.day(a.Reworded); day != "" {
		out += separator + wordsReworded(l, day)
	}
	if day := l.day(a.PageChanged); day != "" {
		out += separator + wordsPageChanged(l, day)
	}
	return out
}

// place is how a custom_id names a piece.
func place(p piece) []string { return []string{statementKey(p.statement), strconv.Itoa(p.part)} }

// statementKey is the statement's id, or a digest of one that is too long for
// a custom_id.
func statementKey(id corpus.StatementID) string {
	const longest = 64
	if len(id) <= longest && !strings.ContainsRune(string(id), '/') {
		return string(id)
	}
	return digest(string(id))
}

// digest is 16 bytes of ASCII that stand for s.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// turnTo finds the page that a button leads to.
func turnTo(id customID, pages []page) (int, error) {
	return pageOf(id.arg(0), id.arg(1), pages)
}

// pageOf finds the page on which a piece stands that place names so.
func pageOf(statement, part string, pages []page) (int, error) {
	for i, p := range pages {
		for _, piece := range p {
			if at := place(piece); at[0] == statement && at[1] == part {
				return i, nil
			}
		}
	}
	return 0, errNoLongerAnswers
}
