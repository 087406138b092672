package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// What the parts of the dialogue are called in custom_ids.
const (
	nameWrong    = "wrong"
	wrongOpen    = "open"    // the button below an answer
	wrongPick    = "pick"    // which of several answers
	wrongNote    = "note"    // a member's modal
	wrongSpeaker = "speaker" // a moderator's menus
	wrongNone    = "none"    // it is no statement
	wrongHide    = "hide"    //
	wrongUndo    = "undo"    // of a correction
	byAnswer     = "a"       // a statement that answers the question that the message holds
	byFlag       = "f"       // a statement that a flag is about
	notNamed     = "no-one"  // in place of a candidate
	maxNote      = 500       // characters of a member's note
	maxMenus     = 3         // menus of a dialogue: reports that can be corrected
	reportWords  = 8         // words of a report that tell it from another
	roomOption   = 100       // units of a menu's label
	roomHolder   = 150       // units of a menu's placeholder
	roomDisputed = 1000      // units of a statement in a dialogue
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
func wrongButton(p piece) discordgo.Button {
	return button(labelWrong, newCustomID(nameWrong, append([]string{wrongOpen}, place(p)...)...))
}

// openWrong begins the dialogue on the answers of a page.
func (b *Bot) openWrong(ctx context.Context, r *request) (Reply, error) {
	q, answers, err := b.askAgain(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	pages := paginate(answers)
	i, err := pageOf(r.id.arg(1), r.id.arg(2), pages)
	if err != nil {
		return Reply{}, err
	}
	shown := shownOn(pages[i], answers)
	if len(shown) > 1 {
		return pickAnswer(q, shown), nil
	}
	reply, err := b.dispute(ctx, r, q.heading(), shown[0])
	reply.Private = true
	return reply, err
}

// shownOn lists the answers that a page shows, in order.
func shownOn(p page, answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	for _, a := range answers {
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
func pickAnswer(q question, answers []corpus.Answer) Reply {
	var options []discordgo.SelectMenuOption
	for i, a := range answers {
		options = append(options, discordgo.SelectMenuOption{
			Label: shorten(strconv.Itoa(i+1)+separator+a.Text, roomOption), Value: statementKey(a.ID),
		})
	}
	return Reply{
		Content:    q.heading() + "\n" + wordsWhichAnswer,
		Components: []discordgo.MessageComponent{row(menu(labelPickAnswer, newCustomID(nameWrong, wrongPick), options))},
		Private:    true,
	}
}

// pickWrong goes on with the answer that was picked, in place of the menu.
func (b *Bot) pickWrong(ctx context.Context, r *request) (Reply, error) {
	q, answers, err := b.askAgain(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	a, err := keyed(answers, r.picked())
	if err != nil {
		return Reply{}, err
	}
	return b.dispute(ctx, r, q.heading(), a)
}

// keyed is the answer of that key.
func keyed(answers []corpus.Answer, key string) (corpus.Answer, error) {
	for _, a := range answers {
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
	if b.moderates(ctx, r) != nil {
		return Reply{Modal: &Modal{ID: newCustomID(nameWrong, wrongNote, key), Title: labelReport, Inputs: []discordgo.TextInput{{
			CustomID: wrongNote, Label: labelNote, Style: discordgo.TextInputParagraph, MaxLength: maxNote,
		}}}}, nil
	}
	d, err := b.desk.Corrector.Dispute(ctx, r.guild(), a.Guild, a.Article, a.ID)
	if err != nil {
		return Reply{}, err
	}
	reply := dialogue(d, byAnswer, key)
	reply.Content = heading + "\n" + reply.Content
	return reply, nil
}

// dialogue is what a moderator can say of a statement: of each of its reports
// that somebody else spoke, or of the whole that it is none, or is to be hidden.
func dialogue(d corpus.Disputed, kind, key string) Reply {
	s := d.Statement
	e := &discordgo.MessageEmbed{Description: quoted(s.Text, roomDisputed)}
	var rows []discordgo.MessageComponent
	for i, report := range s.Reports {
		e.Description += "\n" + attribution(report)
		if i < maxMenus {
			id := newCustomID(nameWrong, wrongSpeaker, kind, key, strconv.Itoa(i))
			rows = append(rows, row(menu(shorten(wordsWhoSaidIt(cueOf(report)), roomHolder), id, candidates(d))))
		}
	}
	if len(s.Reports) == 0 {
		e.Description += "\n" + bold + wordsNarrated + bold
	}
	rows = append(rows, row(
		danger(labelNoStatement, newCustomID(nameWrong, wrongNone, kind, key)),
		danger(labelHide, newCustomID(nameWrong, wrongHide, kind, key)),
	))
	return Reply{Content: wordsWhatIsWrong, Embeds: []*discordgo.MessageEmbed{e}, Components: rows}
}

// attribution is whom a report is attributed to, and the article's word for how.
func attribution(r corpus.Report) string {
	who := wordsNotIdentified
	if r.Speaker != nil && r.Speaker.Certain {
		who = clip(r.Speaker.Name, roomName)
	}
	return bold + who + bold + separatorSaying + clip(cueOf(r), roomCue)
}

func cueOf(r corpus.Report) string {
	if r.Cue == nil {
		return wordsContinues
	}
	return r.Cue.Text
}

// candidates are whom a report may be attributed to, and nobody, as the options
// of a menu.
func candidates(d corpus.Disputed) []discordgo.SelectMenuOption {
	var out []discordgo.SelectMenuOption
	seen := map[string]bool{}
	for _, c := range d.Candidates {
		key, label := candidateKey(c), shorten(c.Name, roomOption)
		if label == "" || seen[key] || len(out) == maxChoices-1 {
			continue
		}
		seen[key] = true
		note := wordsMentioned
		if c.Speaker {
			note = wordsSpeaks
		}
		out = append(out, discordgo.SelectMenuOption{Label: label, Description: note, Value: key})
	}
	return append(out, discordgo.SelectMenuOption{Label: wordsNotIdentified, Description: wordsNobodyNamed, Value: notNamed})
}

// candidateKey names a candidate within its statement's.
func candidateKey(c corpus.Candidate) string {
	return digest(c.Name + "\x00" + c.Mention + "\x00" + strconv.Itoa(c.Occurrence))
}

// target is the statement that a dialogue is about.
type target struct {
	guild     corpus.GuildID // the article's
	article   corpus.ArticleID
	statement corpus.StatementID
	text      string
	flag      corpus.FlagID // "" where it is an answer
}

// target finds the statement that a dialogue's custom_id names.
func (b *Bot) target(ctx context.Context, r *request, kind, key string) (target, error) {
	if kind == byFlag {
		f, err := b.flagged(ctx, r.guild(), corpus.FlagID(key))
		return target{f.ArticleGuild, f.Article, f.Statement, f.Text, f.ID}, err
	}
	_, answers, err := b.askAgain(ctx, r)
	if err != nil {
		return target{}, err
	}
	a, err := keyed(answers, key)
	return target{a.Guild, a.Article, a.ID, a.Text, ""}, err
}

func (b *Bot) flagged(ctx context.Context, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error) {
	flags, err := b.desk.Flagging.Flags(ctx, guild)
	if err != nil {
		return corpus.Flag{}, err
	}
	for _, f := range flags {
		if f.ID == id {
			return f, nil
		}
	}
	return corpus.Flag{}, corpus.ErrNoFlag
}

// correctSpeaker makes a report somebody else's, or nobody's.
func (b *Bot) correctSpeaker(ctx context.Context, r *request) (Reply, error) {
	t, err := b.target(ctx, r, r.id.arg(1), r.id.arg(2))
	if err != nil {
		return Reply{}, err
	}
	d, err := b.desk.Corrector.Dispute(ctx, r.guild(), t.guild, t.article, t.statement)
	if err != nil {
		return Reply{}, err
	}
	n := r.id.page(3)
	if n >= len(d.Statement.Reports) {
		return Reply{}, errNoLongerAnswers
	}
	c := corpus.Correction{Verdict: corpus.VerdictUnidentified}
	c.Cue, c.Content = reportOf(d.Statement, n)
	if picked := r.picked(); picked != notNamed {
		chosen, ok := candidate(d, picked)
		if !ok {
			return Reply{}, errNoLongerAnswers
		}
		c.Verdict, c.Name, c.Mention, c.Occurrence = corpus.VerdictSpeaker, chosen.Name, chosen.Mention, chosen.Occurrence
	}
	return b.correct(ctx, r, t, c)
}

func candidate(d corpus.Disputed, key string) (corpus.Candidate, bool) {
	for _, c := range d.Candidates {
		if candidateKey(c) == key {
			return c, true
		}
	}
	return corpus.Candidate{}, false
}

// reportOf is the cue and the first words by which a correction knows report n.
func reportOf(s corpus.Statement, n int) (cue, content string) {
	r := s.Reports[n]
	if r.Cue != nil {
		cue = r.Cue.Text
	}
	within := func(o corpus.Span) string {
		if !s.Contains(o) {
			return ""
		}
		return corpus.Span{Start: o.Start - s.Start, End: o.End - s.Start}.In(s.Text)
	}
	switch {
	case r.Content != nil:
		content = within(*r.Content)
	case len(r.Quotes) > 0:
		content = within(r.Quotes[0])
	}
	words := strings.Fields(content)
	return cue, strings.Join(words[:min(len(words), reportWords)], " ")
}

// correctWhole says something of a whole statement.
func (b *Bot) correctWhole(verdict corpus.Verdict) handler {
	return func(ctx context.Context, r *request) (Reply, error) {
		t, err := b.target(ctx, r, r.id.arg(1), r.id.arg(2))
		if err != nil {
			return Reply{}, err
		}
		return b.correct(ctx, r, t, corpus.Correction{Verdict: verdict})
	}
}

// correct makes the correction and closes the flag that it answers.
func (b *Bot) correct(ctx context.Context, r *request, t target, c corpus.Correction) (Reply, error) {
	c.Guild, c.ArticleGuild, c.Article, c.Statement, c.Text = r.guild(), t.guild, t.article, t.statement, t.text
	made, err := b.desk.Corrector.Correct(ctx, r.user(), c)
	if err != nil {
		return Reply{}, err
	}
	if t.flag != "" {
		if _, err := b.desk.Flagging.Dismiss(ctx, r.user(), r.guild(), t.flag); err != nil && !isRefusal(err) {
			b.log.Warn("the flag of a corrected statement stays", "guild", r.GuildID, "error", err)
		}
	}
	return Reply{
		Content:    wordsDone(made),
		Embeds:     []*discordgo.MessageEmbed{{Description: quoted(made.Text, roomDisputed)}},
		Components: []discordgo.MessageComponent{row(button(labelUndo, newCustomID(nameWrong, wrongUndo, string(made.ID))))},
	}, nil
}

// undoCorrection takes back the correction that a button names.
func (b *Bot) undoCorrection(ctx context.Context, r *request) (Reply, error) {
	c, err := b.desk.Corrections.Undo(ctx, r.user(), r.guild(), corpus.CorrectionID(r.id.arg(1)))
	if err != nil {
		return Reply{}, err
	}
	return Reply{
		Content: wordsUndone,
		Embeds:  []*discordgo.MessageEmbed{{Description: quoted(c.Text, roomDisputed)}},
	}, nil
}

// flag takes a member's word that an answer is wrong.
func (b *Bot) flag(ctx context.Context, r *request) (Reply, error) {
	t, err := b.target(ctx, r, byAnswer, r.id.arg(1))
	if err != nil {
		return Reply{}, err
	}
	_, err = b.desk.Flagging.Flag(ctx, r.user(), corpus.Flag{
		Guild: r.guild(), ArticleGuild: t.guild, Article: t.article, Statement: t.statement, Text: t.text,
		Note: strings.TrimSpace(clean(r.inputs[wrongNote])),
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: wordsFlagged, Private: true}, nil
}
