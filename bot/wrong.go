package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the parts of the dialogue are called in custom_ids.
const (
	nameWrong    = "wrong"
	wrongOpen    = "open"    // the button below an answer
	wrongPick    = "pick"    // which of several answers
	wrongNote    = "note"    // a member's modal
	wrongSpeaker = "speaker" // a moderator's menus
	wrongNone    = "none"    // the button that says that it is no statement
	wrongHide    = "hide"    // the button that hides it
	wrongUndo    = "undo"    // the button below a correction
	byAnswer     = "a"       // a statement that answers the question that the message holds
	byFlag       = "f"       // a statement that a flag is about
	notNamed     = "no-one"  // nobody, in place of a candidate
)

// What a dialogue has room for.
const (
	maxNote      = 500  // characters of a member's note
	maxMenus     = 3    // reports that can be corrected
	maxReports   = 6    // reports of a statement that are named
	reportWords  = 8    // words of a report that tell it from another
	roomOption   = 100  // units of a menu's label
	roomHolder   = 150  // units of a menu's placeholder
	roomDisputed = 1000 // units of a statement
)

// wrong is the row of the dialogue on an answer that is wrong: moderators
// correct it, other members report it.
func (b *Bot) wrong() command {
	corrects := func(do handler) action { return privately(do.behind(b.moderates)) }
	return command{
		name:    nameWrong,
		allowed: func(_ context.Context, r *request) error { return inGuild(r) },
		press: map[string]action{
			wrongOpen:    {open: b.openWrong},
			wrongPick:    {open: b.pickWrong},
			wrongSpeaker: corrects(b.correctSpeaker),
			wrongNone:    corrects(b.correctWhole(corpus.VerdictNoStatement)),
			wrongHide:    corrects(b.correctWhole(corpus.VerdictHidden)),
			wrongUndo:    corrects(b.undoCorrection),
		},
		submit: map[string]action{wrongNote: privately(b.flag)},
	}
}

func inGuild(r *request) error {
	if r.guild() == corpus.Shared {
		return errNoGuild
	}
	return nil
}

// wrongButton leads to the dialogue on the page that begins with p.
func wrongButton(l *locale.Language, p piece) discordgo.Button {
	return button(l.Say(locale.LabelWrong), newCustomID(nameWrong, append([]string{wrongOpen}, place(p)...)...))
}

// openWrong begins the dialogue on the answers of a page.
func (b *Bot) openWrong(ctx context.Context, r *request) (Reply, error) {
	v, i, err := b.pageAsked(ctx, r.language, r)
	if err != nil {
		return Reply{}, err
	}
	shown := shownOn(v.pages[i], v.answers)
	if len(shown) > 1 {
		return pickAnswer(r.language, v.question, shown), nil
	}
	reply, err := b.dispute(ctx, r, v.heading(r.language), shown[0])
	reply.Private = true
	return reply, err
}

// shownOn lists the answers that a page shows, in order.
func shownOn(p page, answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	for _, a := range withDenials(answers) {
		for _, piece := range p {
			if piece.statement == a.ID {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// pickAnswer asks which of several answers is meant.
func pickAnswer(l *locale.Language, q question, answers []corpus.Answer) Reply {
	return Reply{
		Content:    q.heading(l) + "\n" + l.Say(locale.PhraseWhichAnswer),
		Components: []discordgo.MessageComponent{row(menu(l.Say(locale.LabelPickAnswer), newCustomID(nameWrong, wrongPick), statementOptions(answers)))},
		Private:    true,
	}
}

// pickWrong goes on with the answer that was picked, in place of the menu.
func (b *Bot) pickWrong(ctx context.Context, r *request) (Reply, error) {
	f, a, err := b.pickedAnswer(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	return b.dispute(ctx, r, f.heading(r.language), a)
}

// pickedAnswer asks the message's question again, and is the answer that was
// picked from its menu.
func (b *Bot) pickedAnswer(ctx context.Context, r *request) (found, corpus.Answer, error) {
	f, err := b.askAgain(ctx, r.language, r)
	if err != nil {
		return found{}, corpus.Answer{}, err
	}
	a, err := keyed(f.answers, r.picked())
	return f, a, err
}

// keyed is the answer of that key.
func keyed(answers []corpus.Answer, key string) (corpus.Answer, error) {
	for _, a := range withDenials(answers) {
		if statementKey(a.ID) == key {
			return a, nil
		}
	}
	return corpus.Answer{}, errNoLongerAnswers
}

// dispute opens what the member may do about an answer: a moderator's dialogue,
// or a note.
func (b *Bot) dispute(ctx context.Context, r *request, heading string, a corpus.Answer) (Reply, error) {
	key := statementKey(a.ID)
	if moderator := b.moderates(ctx, r) == nil; !moderator {
		return Reply{Modal: &Modal{ID: newCustomID(nameWrong, wrongNote, key), Title: r.language.Say(locale.LabelReport), Inputs: []discordgo.TextInput{{
			CustomID: wrongNote, Label: r.language.Say(locale.LabelNote), Style: discordgo.TextInputParagraph, MaxLength: maxNote,
		}}}}, nil
	}
	d, err := b.desk.Corrector.Dispute(ctx, r.guild(), a.Guild, a.Article, a.ID)
	if err != nil {
		return Reply{}, err
	}
	reply := dialogue(r.language, d, byAnswer, key)
	reply.Content = heading + "\n" + reply.Content
	return reply, nil
}

// dialogue is what a moderator can say of a statement: of each of its reports
// that somebody else spoke, or of the whole that it is none, or is to be hidden.
func dialogue(l *locale.Language, d corpus.Disputed, kind, key string) Reply {
	s := d.Statement
	e := &discordgo.MessageEmbed{Description: quoted(l, s.Text, roomDisputed)}
	var rows []discordgo.MessageComponent
	for i, report := range s.Reports {
		if i < maxReports {
			e.Description += "\n" + attribution(l, report)
		}
		if i < maxMenus {
			id := newCustomID(nameWrong, wrongSpeaker, kind, key, strconv.Itoa(i))
			rows = append(rows, row(menu(markdown.Shorten(locale.WhoSaidIt(l, cueOf(l, report)), roomHolder), id, candidates(l, d))))
		}
	}
	if len(s.Reports) == 0 {
		e.Description += "\n" + markdown.Bold + l.Say(locale.PhraseNarrated) + markdown.Bold
	}
	rows = append(rows, row(
		danger(l.Say(locale.LabelNoStatement), newCustomID(nameWrong, wrongNone, kind, key)),
		danger(l.Say(locale.LabelHide), newCustomID(nameWrong, wrongHide, kind, key)),
	))
	return Reply{Content: l.Say(locale.PhraseWhatIsWrong), Embeds: []*discordgo.MessageEmbed{e}, Components: rows}
}

// attribution is whom a report is attributed to, and the article's word for how.
func attribution(l *locale.Language, r corpus.Report) string {
	who := l.Say(locale.PhraseNotIdentified)
	if r.Speaker != nil && r.Speaker.Certain {
		who = markdown.Clip(r.Speaker.Name, markdown.RoomName)
	}
	return markdown.Bold + who + markdown.Bold + markdown.SeparatorSaying + markdown.Clip(cueOf(l, r), markdown.RoomCue)
}

func cueOf(l *locale.Language, r corpus.Report) string {
	if r.Cue == nil {
		return l.Say(locale.PhraseContinues)
	}
	return r.Cue.Text
}

// candidates are whom a report may be attributed to, and nobody, as the options
// of a menu.
func candidates(l *locale.Language, d corpus.Disputed) []discordgo.SelectMenuOption {
	var out []discordgo.SelectMenuOption
	seen := map[string]bool{}
	for _, c := range d.Candidates {
		key, label := candidateKey(c), markdown.Shorten(c.Name, roomOption)
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
	return append(out, discordgo.SelectMenuOption{Label: l.Say(locale.PhraseNotIdentified), Description: l.Say(locale.PhraseNobodyNamed), Value: notNamed})
}

// candidateKey names a candidate within its statement's.
func candidateKey(c corpus.Candidate) string {
	return digest(c.Name + "\x00" + c.Mention + "\x00" + strconv.Itoa(c.Occurrence))
}

// flag takes a member's word that an answer is wrong.
func (b *Bot) flag(ctx context.Context, r *request) (Reply, error) {
	t, err := b.target(ctx, r, byAnswer, r.id.arg(1))
	if err != nil {
		return Reply{}, err
	}
	_, err = b.desk.Flagging.Flag(ctx, r.user(), corpus.Flag{
		Guild: r.guild(), ArticleGuild: t.guild, Article: t.article, Statement: t.statement, Text: t.text,
		Note: strings.TrimSpace(corpus.Clean(r.inputs[wrongNote])),
	})
	if errors.Is(err, corpus.ErrTooMany) {
		return Reply{Content: r.language.Say(locale.PhraseManyFlags), Private: true}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: r.language.Say(locale.PhraseFlagged), Private: true}, nil
}
