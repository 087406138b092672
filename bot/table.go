package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
)

// table is the table of commands, in which the engine looks up interactions.
type table struct {
	rows      []Command
	languages locale.Languages
}

// request decodes an interaction. Until the reply's language is known, it is the user's.
func (t table) request(i *discordgo.Interaction) *Request {
	r := newRequest(i)
	r.mine = t.languages.Of(string(i.Locale))
	r.Language = r.mine
	for _, c := range t.rows {
		if c.Entry != "" && len(r.path) == 1 && r.path[0] == t.languages[locale.Default].Say(c.Entry) {
			r.path = []string{c.Name}
		}
	}
	return r
}

// find returns the row of the table that an interaction is for, and the checks of that
// row and of those above it.
func (t table) find(r *Request) (Command, []func(context.Context, *Request) error, error) {
	rows, path := t.rows, r.path
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

// route returns the action for an interaction, and a check of whether its user may use
// it.
func (t table) route(r *Request) (Action, func(context.Context, *Request) error, error) {
	c, checks, err := t.find(r)
	if err != nil {
		return Action{}, nil, err
	}
	a := c.Run
	switch r.Type {
	case discordgo.InteractionMessageComponent:
		a = among(r, c.Press)
	case discordgo.InteractionModalSubmit:
		a = among(r, c.Submit)
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

// among returns the action that a custom_id names.
func among(r *Request, actions map[string]Action) Action {
	if len(r.CustomID.Args) > 0 {
		if a, ok := actions[r.CustomID.Args[0]]; ok && r.CustomID.Args[0] != "" {
			return a
		}
	}
	return actions[""]
}

// labelOf returns the command of the table that an interaction is for.
func (t table) labelOf(r *Request) string {
	if _, _, err := t.find(r); err != nil {
		return unknownLabel
	}
	return r.name()
}

// specs returns the commands to be registered with Discord.
func (t table) specs() []*discordgo.ApplicationCommand {
	specs := make([]*discordgo.ApplicationCommand, 0, len(t.rows))
	for _, c := range t.rows {
		if c.Description == "" && c.Entry == "" {
			continue
		}
		specs = append(specs, c.spec())
	}
	t.languages.Localise(specs)
	return specs
}
