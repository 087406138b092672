package render

import (
	"cmp"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Limits of the corrections menu.
const (
	MaxNote      = 500  // characters of a member's note
	maxMenus     = 3    // reports that can be corrected
	maxReports   = 6    // reports that are named
	ReportWords  = 8    // words by which a report is found again
	RoomDisputed = 1000 // units of a statement
)

// PickAnswer returns the reply when one of several answers is wrong. It asks which.
func PickAnswer(l *locale.Language, q Question, answers []corpus.Answer) bot.Reply {
	return bot.Reply{
		Content:    q.Heading(l) + "\n" + l.Say(locale.PhraseWhichAnswer),
		Components: []discordgo.MessageComponent{Row(Menu(l.Say(locale.LabelPickAnswer), bot.NewCustomID(NameWrong, WrongPick), statementOptions(answers)))},
		Private:    true,
	}
}

// CorrectionsMenu returns the reply with which a moderator corrects a statement: the
// speaker of each report, or that it is not a statement, or that it is to be hidden.
func CorrectionsMenu(l *locale.Language, d corpus.Disputed, kind, key string) bot.Reply {
	s := d.Statement
	e := &discordgo.MessageEmbed{Description: Quoted(l, s.Text, RoomDisputed)}
	var rows []discordgo.MessageComponent
	for i, report := range s.Reports {
		if i < maxReports {
			e.Description += "\n" + attribution(l, report)
		}
		if i < maxMenus {
			id := bot.NewCustomID(NameWrong, WrongSpeaker, kind, key, strconv.Itoa(i))
			rows = append(rows, Row(Menu(markdown.Shorten(locale.WhoSaidIt(l, cueText(l, report.Byline(""))), markdown.MaxPlaceholder), id, candidates(l, d))))
		}
	}
	if len(s.Reports) == 0 {
		e.Description += "\n" + markdown.Bold + l.Say(locale.PhraseNarrated) + markdown.Bold
	}
	rows = append(rows, Row(
		Danger(l.Say(locale.LabelNoStatement), bot.NewCustomID(NameWrong, WrongNone, kind, key)),
		Danger(l.Say(locale.LabelHide), bot.NewCustomID(NameWrong, WrongHide, kind, key)),
	))
	return bot.Reply{Content: l.Say(locale.PhraseWhatIsWrong), Embeds: []*discordgo.MessageEmbed{e}, Components: rows}
}

// attribution returns the line with the speaker of a report and the article's own word
// for how it was said.
func attribution(l *locale.Language, r corpus.Report) string {
	by := r.Byline("")
	who := cmp.Or(markdown.Clip(by.Speaker, markdown.RoomName), l.Say(locale.PhraseNotIdentified))
	return markdown.Bold + who + markdown.Bold + markdown.SeparatorSaying + markdown.Clip(cueText(l, by), markdown.RoomCue)
}

// candidates returns the speakers that a report may be attributed to, and no one, as the
// options of a menu.
func candidates(l *locale.Language, d corpus.Disputed) []discordgo.SelectMenuOption {
	var out []discordgo.SelectMenuOption
	seen := map[string]bool{}
	for _, c := range d.Candidates {
		key, label := CandidateKey(c), markdown.Shorten(c.Name, markdown.MaxOption)
		if label == "" || seen[key] || len(out) == markdown.MaxChoices-1 {
			continue
		}
		seen[key] = true
		note := l.Say(locale.PhraseMentioned)
		if c.Speaker {
			note = l.Say(locale.PhraseSpeaks)
		}
		out = append(out, discordgo.SelectMenuOption{Label: label, Description: note, Value: key})
	}
	return append(out, discordgo.SelectMenuOption{Label: l.Say(locale.PhraseNotIdentified), Description: l.Say(locale.PhraseNobodyNamed), Value: NotNamed})
}

// CandidateKey returns the key of a candidate among those of its statement.
func CandidateKey(c corpus.Candidate) string {
	return Hash(c.Name + "\x00" + c.Mention + "\x00" + strconv.Itoa(c.Occurrence))
}
