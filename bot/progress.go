package bot

import (
	"context"
	"errors"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
)

const (
	// progressEvery is the least time between two edits of a message with progress.
	progressEvery = time.Second
	// stopWithin is how long work may take to stop when it is told to.
	stopWithin = 3 * time.Second
)

// work runs long work. It defers the reply, begins the work when Discord has accepted
// that, shows the progress, and ends with the result. It ends when ctx ends or the bot
// closes.
func work(ctx context.Context, s serving, a Action, allowed func(context.Context, *Request) error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	j := s.jobs.begin(s.request.Guild())
	defer s.jobs.end(j)
	begun, deferred, done := make(chan struct{}), make(chan struct{}), make(chan outcome, 1)
	var run Handler = func(ctx context.Context, r *Request) (Reply, error) {
		if err := allowed(ctx, r); err != nil {
			return Reply{}, err
		}
		close(begun)
		select { // if several processes got this interaction, one begins
		case <-deferred:
			return a.Work(ctx, r, j.report)
		case <-ctx.Done():
			return Reply{}, context.Cause(ctx)
		}
	}
	go func() { done <- run.safely(ctx, s.request) }()

	waiting := time.NewTimer(patience)
	defer waiting.Stop()
	select {
	case <-begun:
	case out := <-done:
		if !isClosed(begun) { // who may not use it is told so privately
			s.respond(ctx, out)
			return
		}
		done <- out
	case <-waiting.C:
	case <-ctx.Done():
	}
	private := a.defersPrivately(s.request)
	if !s.defers(ctx, private) {
		cancel(nil)
		<-done
		return
	}
	close(deferred)
	n := &progressMessage{serving: s, private: private, until: time.Now().Add(tokenUse)}
	n.watch(ctx, cancel, j, done)
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// watch shows the progress of a job until it is done.
func (n *progressMessage) watch(ctx context.Context, cancel context.CancelCauseFunc, j *job, done chan outcome) {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	closing := n.closing
	for {
		select {
		case out := <-done:
			n.finish(ctx, out.because(ctx))
			return
		case <-tick.C:
			if p, fresh := j.news(); fresh || !n.handedOn && !time.Now().Before(n.until) {
				n.show(ctx, Reply{Content: locale.Working(n.request.Language, p)})
			}
		case <-closing:
			closing = nil
			cancel(errInterrupted)
		case <-ctx.Done():
			n.finish(ctx, stopped(ctx, done, stopWithin))
			return
		}
	}
}

// progressMessage is the message that shows a user the progress of long work. It is the
// reply while the interaction's token can be used, and then a message in the channel.
type progressMessage struct {
	serving
	private  bool
	until    time.Time // when the token is no longer used
	handedOn bool      // to a message in the channel, if the bot could send one
	message  string    // the message in the channel, "" if there is none
	gone     bool      // there is no message to edit
	last     time.Time // when the message was last edited
}

// finish shows the result of the work, at least progressEvery after the last edit.
func (n *progressMessage) finish(ctx context.Context, out outcome) {
	if wait := progressEvery - time.Since(n.last); wait > 0 && out.err == nil {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-n.closing:
		}
	}
	n.show(ctx, n.told(ctx, out))
}

// show replaces the text of the message.
func (n *progressMessage) show(ctx context.Context, r Reply) {
	if !n.handedOn && !time.Now().Before(n.until) {
		n.handOn(ctx, r)
		return
	}
	if n.gone {
		return
	}
	n.last = time.Now()
	step := stepEdit
	if n.message != "" {
		step = stepPost
	}
	err := n.send(ctx, step, editWithin, func(ctx context.Context) error {
		if n.message == "" {
			return n.responder.Edit(ctx, n.request.Interaction, r.edit())
		}
		embeds, components := r.embeds(), r.components()
		return n.sender.Amend(ctx, n.request.ChannelID, n.message, &discordgo.MessageEdit{
			Content: &r.Content, Embeds: &embeds, Components: &components, AllowedMentions: NoMentions(),
		})
	})
	if errors.Is(err, ErrGone) {
		n.gone = true
		return
	}
	if err != nil {
		n.logError(ctx, err, "showing progress failed")
	}
}

// handOn continues in a message in the channel. If the bot may not write there, only
// /corpus status shows the progress.
func (n *progressMessage) handOn(ctx context.Context, r Reply) {
	n.handedOn = true
	pointer := locale.PhraseGoesOnInStatus
	if !n.private && n.sender != nil && !n.gone {
		err := n.send(ctx, stepPost, editWithin, func(ctx context.Context) (err error) {
			n.message, err = n.sender.Post(ctx, n.request.ChannelID, "", &discordgo.MessageSend{
				Content: r.Content, Embeds: r.embeds(), Components: r.components(), AllowedMentions: NoMentions(),
			})
			return err
		})
		if err != nil {
			n.log.WarnContext(ctx, "progress cannot go on in the channel", "channel", n.request.ChannelID, "error", err)
		} else {
			pointer = locale.PhraseGoesOnBelow
		}
	}
	n.last = time.Now()
	old := Reply{Content: n.request.Language.Say(pointer)}
	if err := n.send(ctx, stepEdit, editWithin, func(ctx context.Context) error {
		return n.responder.Edit(ctx, n.request.Interaction, old.edit())
	}); err != nil && !errors.Is(err, ErrGone) {
		n.logError(ctx, err, "saying where progress goes on failed")
	}
	n.gone = n.message == ""
}
