package discordtest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/internal/discordtest"
)

func TestGuildsComeAndGo(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		events := make(chan string, 100)
		guild := discord.Guild("Newsroom")
		bot := session(t, discord)
		bot.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildCreate) { events <- fmt.Sprint("create ", g.ID) })
		bot.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildDelete) {
			events <- fmt.Sprint("delete ", g.ID, " ", g.Unavailable)
		})
		open(t, discord, bot)
		next(t, events, "create "+guild.ID())
		guild.Outage()
		next(t, events, "delete "+guild.ID()+" true")
		guild.Recover()
		next(t, events, "create "+guild.ID())
		guild.Kick()
		next(t, events, "delete "+guild.ID()+" false")
		if n := len(discord.Guilds()); n != 0 {
			t.Errorf("the bot is in %d guilds after it was removed", n)
		}
		guild.Invite()
		next(t, events, "create "+guild.ID())
	})
}

func TestSubcommandsAreFilledInAsClientsDo(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		options := make(chan *discordgo.ApplicationCommandInteractionDataOption, 1)
		bot := session(t, discord)
		bot.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
			options <- i.ApplicationCommandData().Options[0]
			err := s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionApplicationCommandAutocompleteResult,
				Data: &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "One", Value: "1"}}},
			})
			if err != nil {
				t.Errorf("respond: %v", err)
			}
		})
		open(t, discord, bot)
		name := &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionString, Name: "name", Description: "d", Autocomplete: true}
		sub := func(kind discordgo.ApplicationCommandOptionType, name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
			return &discordgo.ApplicationCommandOption{Type: kind, Name: name, Description: "d", Options: options}
		}
		register(t, bot, &discordgo.ApplicationCommand{Name: "shelf", Description: "d", Options: []*discordgo.ApplicationCommandOption{
			sub(discordgo.ApplicationCommandOptionSubCommandGroup, "put", sub(discordgo.ApplicationCommandOptionSubCommand, "book", name)),
			sub(discordgo.ApplicationCommandOptionSubCommand, "dust"),
		}})
		ann := discord.Guild("Newsroom").Member("ann")
		if got := ann.Completes("shelf put book", "name", "ti"); len(got) != 1 || got[0].Name != "One" {
			t.Errorf("got the choices %v", got)
		}
		group := <-options
		inner := group.Options[0].Options[0]
		if group.Name != "put" || group.Options[0].Name != "book" || !inner.Focused || inner.Value != "ti" {
			t.Errorf("the bot gets %+v, want what was typed within its subcommand", group)
		}
		for command, want := range map[string]string{"shelf put": "does not complete", "shelf take": "no subcommand", "shelf dust": "does not complete"} {
			if _, err := ann.AsksToComplete(command, "name", "x"); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", command, err, want)
			}
		}
	})
}
