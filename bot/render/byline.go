package render

import (
	"cmp"
	"strings"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// maxAlso is how many further places of a statement are named.
const maxAlso = 3

// Saying returns the line with the speaker and the article's own word for how it was
// said.
func Saying(l *locale.Language, by corpus.Byline) string {
	if by.Narrated {
		return markdown.Bold + l.Say(locale.PhraseNarrated) + markdown.Bold
	}
	return speaker(l, by) + markdown.SeparatorSaying + cue(l, by)
}

// cue returns the article's word for how it was said, or that the report goes on, for a
// message.
func cue(l *locale.Language, by corpus.Byline) string {
	if by.Cue == "" {
		return l.Say(locale.PhraseContinues)
	}
	return markdown.Clip(by.Cue, markdown.RoomCue)
}

// cueText is like cue, but without escapes, for labels.
func cueText(l *locale.Language, by corpus.Byline) string {
	return cmp.Or(by.Cue, l.Say(locale.PhraseContinues))
}

func speaker(l *locale.Language, by corpus.Byline) string {
	if name := markdown.Clip(by.Speaker, markdown.RoomName); name != "" {
		out := markdown.Bold + name + markdown.Bold
		if role := markdown.Clip(by.Role, markdown.RoomRole); role != "" {
			out += ", " + role
		}
		return out
	}
	out := markdown.Bold + l.Say(locale.PhraseNotIdentified) + markdown.Bold
	if mention := markdown.Clip(by.Mention, markdown.RoomName); mention != "" {
		out += " (" + locale.ArticleSays(l, mention) + ")"
	}
	return out
}

// Source returns the citation. It names the parts that are not known, too.
func Source(l *locale.Language, a corpus.Answer) string {
	where := a.Byline().Provenance
	parts := locale.Citation(l, where)
	if title := markdown.Clip(where.Title, markdown.RoomTitle); title != "" {
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

// published returns the link to the words at their publisher, or "" if it is not known.
func published(a corpus.Answer) string {
	if a.Origin.Supplied() {
		return ""
	}
	return highlighted(markdown.Link(a.URL), a)
}

// Masked returns a link behind a label. The link comes from markdown.Link or highlighted.
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
		out = append(out, strings.Join(locale.Citation(l, c.Provenance()), markdown.Separator))
	}
	return l.Say(locale.LabelAlso) + " " + l.List(out)
}

// Standing returns how far a quotation can be trusted: it is a report, attributed
// automatically or by a moderator.
func Standing(l *locale.Language, by corpus.Byline) string {
	who := l.Say(locale.PhraseAutomatic)
	if by.Corrected {
		who = l.Say(locale.PhraseCorrected)
	}
	out := l.Say(locale.PhraseNotVerified) + markdown.Separator + who
	if day := l.Day(by.Reworded); day != "" {
		out += markdown.Separator + locale.Reworded(l, day)
	}
	if day := l.Day(by.PageChanged); day != "" {
		out += markdown.Separator + locale.PageChanged(l, day)
	}
	return out
}
