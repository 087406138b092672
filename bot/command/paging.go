package command

import (
	"context"

	"verbatim/bot"
	"verbatim/bot/render"
)

// listed returns the actions of a command that shows a list privately: run shows its
// first page, and turn the page that a button names.
func listed(list func(context.Context, *bot.Request) (render.Listing, error)) (run, turn bot.Action) {
	run = bot.Privately(func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		l, err := list(ctx, r)
		return l.Page(0), err
	})
	turn = bot.Privately(func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		l, err := list(ctx, r)
		return l.Turned(r.CustomID.Page(1)), err
	})
	return run, turn
}

// paged is listed for a command that makes its pages itself.
func paged(page func(ctx context.Context, r *bot.Request, i int) (bot.Reply, error)) (run, turn bot.Action) {
	run = bot.Privately(func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		reply, err := page(ctx, r, 0)
		reply.Private = true
		return reply, err
	})
	turn = bot.Privately(func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		return page(ctx, r, r.CustomID.Page(1))
	})
	return run, turn
}
