package locale

import "github.com/bwmarrin/discordgo"

// Localise fills in what commands are called and described as, in every
// language. In the table a description is the key of its phrase, and so is the
// name of an entry of a message's menu, and of a choice that has no
// localisations.
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

// options are copies of the options with their words.
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

// names are what a command or an option is called in every locale. The name
// itself stays what interactions and custom_ids have.
func (t Languages) names(name string) map[discordgo.Locale]string {
	return t.everywhere(Phrase("name." + name))
}
