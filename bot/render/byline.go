package render

import (
	"strings"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// maxAlso is how many further places of the same statement are named.
const maxAlso = 3

// Saying is the line on who is reported as saying it, and the article's own
// word for how. A name that is not certain is not in it.
func Saying(l *locale.Language, a corpus.Answer) string {
	if a.Kind == corpus.Narrated {
		return markdown.Bold + l.Say(locale.PhraseNarrated) + markdown.Bold
	}
	cue := l.Say(locale.PhraseContinues)
	if a.Cue != nil {
		cue = markdown.Clip(a.Cue.Text, markdown.RoomCue)
	}
	return speaker(l, a) + markdown.SeparatorSaying + cue
}

func speaker(l *locale.Language, a corpus.Answer) string {
	name := markdown.Clip(a.Speaker, markdown.RoomName)
	if a.Certain && name != "" {
		out := markdown.Bold + name + markdown.Bold
		if role := markdown.Clip(a.Role, markdown.RoomRole); role != "" {
			out += ", " + role
		}
		return out
	}
	out := markdown.Bold + l.Say(locale.PhraseNotIdentified) + markdown.Bold
	if a.Mention != nil {
		if mention := markdown.Clip(corpus.OwnWord(a.Mention.Text), markdown.RoomName); mention != "" {
			out += " (" + locale.ArticleSays(l, mention) + ")"
		}
	}
	return out
}

// Source is the citation: what is known of it, and that the rest is unknown.
func Source(l *locale.Language, a corpus.Answer) string {
	here := corpus.Citation{Title: a.Title, Publisher: a.Publisher, Published: a.Published, Origin: a.Origin}
	parts := locale.Citation(l, here)
	if title := markdown.Clip(a.Title, markdown.RoomTitle); title != "" {
		parts = append(parts, title)
	}
	if to := published(a); to != "" {
		parts = append(parts, Masked(l, locale.LabelSource, to))
	} else if to := markdown.Link(a.Permalink); to != "" {
		parts = append(parts, Masked(l, locale.LabelEvidence, to))
	}
	out := strings.Join(parts, markdown.Separator)
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
	return highlighted(markdown.Link(a.URL), a)
}

// Masked is a link, as link or highlighted made it, behind a label.
func Masked(l *locale.Language, label locale.Phrase, to string) string {
	return "[" + l.Say(label) + "](" + to + ")"
}

func also(l *locale.Language, places []corpus.Citation) string {
	var out []string
	for i, c := range places {
		if i == maxAlso {
			out = append(out, locale.More(l, len(places)-maxAlso))
			break
		}
		out = append(out, strings.Join(locale.Citation(l, c), markdown.Separator))
	}
	return l.Say(locale.LabelAlso) + " " + l.List(out)
}

// Standing says what a quote is worth: a report, and who attributed it.
func Standing(l *locale.Language, a corpus.Answer) string {
	by := l.Say(locale.PhraseAutomatic)
	if a.Corrected {
		by = l.Say(locale.PhraseCorrected)
	}
	out := l.Say(locale.PhraseNotVerified) + markdown.Separator + by
	if day := l.Day(a.Reworded); day != "" {
		out += markdown.Separator + locale.Reworded(l, day)
	}
	if day := l.Day(a.PageChanged); day != "" {
		out += markdown.Separator + locale.PageChanged(l, day)
	}
	return out
}
