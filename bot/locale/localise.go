package locale

import "github.com/bwmarrin/discordgo"

// Localise sets the names and descriptions of commands in every language. Before, each
// description is the key of its phrase, and so is the name of an entry in a message's
// menu, and of a choice without localisations.
func (t Languages) Localise(commands []*discordgo.ApplicationCommand) {
	for _, c := range commands {
		if c.Type == discordgo.MessageApplicationCommand { // which has no description
			names := t.everywhere(Phrase(c.Name))
			c.Name, c.NameLocalizations = t[Default].Say(Phrase(c.Name)), &names
			continue
		}
		names, described := t.names(c.Name), t.everywhere(Phrase(c.Description))
		c.NameLocalizations, c.DescriptionLocalizations = &names, &described
		c.Description = t[Default].Say(Phrase(c.Description))
		c.Options = t.options(c.Options)
	}
}

// options returns copies of the options with their texts.
func (t Languages) options(options []*discordgo.ApplicationCommandOption) []*discordgo.ApplicationCommandOption {
	var out []*discordgo.ApplicationCommandOption
	for _, o := range options {
		n := *o
		n.NameLocalizations = t.names(o.Name)
		n.DescriptionLocalizations = t.everywhere(Phrase(o.Description))
		n.Description = t[Default].Say(Phrase(o.Description))
		n.Options = t.options(o.Options)
		n.Choices = t.choices(o.Choices)
		out = append(out, &n)
	}
	return out
}

func (t Languages) choices(choices []*discordgo.ApplicationCommandOptionChoice) []*discordgo.ApplicationCommandOptionChoice {
	var out []*discordgo.ApplicationCommandOptionChoice
	for _, c := range choices {
		if c.NameLocalizations != nil { // called the same everywhere
			out = append(out, c)
			continue
		}
		out = append(out, &discordgo.ApplicationCommandOptionChoice{
			Name: t[Default].Say(Phrase(c.Name)), NameLocalizations: t.everywhere(Phrase(c.Name)), Value: c.Value,
		})
	}
	return out
}

// names returns the name of a command or an option in every locale. The name itself does
// not change, because interactions and custom_ids hold it.
func (t Languages) names(name string) map[discordgo.Locale]string {
	return t.everywhere(Phrase("name." + name))
}
