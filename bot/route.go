package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// find returns the row that an interaction is for, and what every row on the
// way to it asks of who uses it.
func (b *Bot) find(r *Request) (Command, []func(context.Context, *Request) error, error) {
	rows, path := b.commands, r.path
	var checks []func(context.Context, *Request) error
	for len(path) > 0 {
		row, ok := named(rows, path[0])
		if !ok {
			return Command{}, nil, errUnknown
		}
		if row.Allowed != nil {
			checks = append(checks, row.Allowed)
		}
		if len(path) == 1 {
			return row, checks, nil
		}
		rows, path = row.Subs, path[1:]
	}
	return Command{}, nil, errUnknown
}

func named(rows []Command, name string) (Command, bool) {
	for _, c := range rows {
		if c.Name == name {
			return c, true
		}
	}
	return Command{}, false
}

// route returns what is to be done about an interaction, and who must let it.
func (b *Bot) route(r *Request) (Action, func(context.Context, *Request) error, error) {
	c, checks, err := b.find(r)
	if err != nil {
		return Action{}, nil, err
	}
	a := c.Run
	switch r.Type {
	case discordgo.InteractionMessageComponent:
		a = r.among(c.Press)
	case discordgo.InteractionModalSubmit:
		a = r.among(c.Submit)
	case discordgo.InteractionApplicationCommandAutocomplete:
		a = Action{Do: c.Complete}
	}
	if a.Do == nil && a.Open == nil && a.Work == nil {
		return Action{}, nil, errUnknown
	}
	return a, func(ctx context.Context, r *Request) error {
		for _, check := range checks {
			if err := check(ctx, r); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
