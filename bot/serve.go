package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// serve handles one interaction from its permission to its last reply.
func serve(ctx context.Context, s serving) {
	lasting := ctx // for long work, which may outlive the settings that it began with
	ctx = readOnce(ctx)
	a, allowed, err := s.table.route(s.request)
	if s.request.unread {
		err = errUnread
	}
	if tooMuch := s.limiter.admit(s.request); tooMuch != nil {
		err = tooMuch
	}
	switch s.request.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		s.complete(ctx, a.Do.Behind(allowed), err)
		return
	case discordgo.InteractionApplicationCommand, discordgo.InteractionMessageComponent, discordgo.InteractionModalSubmit:
	default:
		err = errUnread
	}
	if err == nil {
		s.request.Language = s.speak(ctx, a)
	}
	switch {
	case err != nil:
		s.refuse(ctx, err)
	case a.Work != nil:
		work(lasting, s, a, allowed)
	case a.Open != nil:
		s.open(ctx, a.Open.Behind(allowed))
	default:
		s.answer(ctx, a.Do.Behind(allowed), a)
	}
}
