package discordtest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/bwmarrin/discordgo"

	"verbatim/internal/discordtest"
)

// busy is a bot with a command of every kind.
func busy(t *testing.T, discord *discordtest.Server) {
	t.Helper()
	bot := session(t, discord)
	respond := func(i *discordgo.InteractionCreate, kind discordgo.InteractionResponseType, data *discordgo.InteractionResponseData) {
		if err := bot.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: kind, Data: data}); err != nil {
			t.Errorf("respond: %v", err)
		}
	}
	say := func(i *discordgo.InteractionCreate, text string) {
		respond(i, discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{
			Content: text, AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
		})
	}
	bot.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		switch i.Type {
		case discordgo.InteractionApplicationCommandAutocomplete:
			options := i.ApplicationCommandData().Options
			var choices []*discordgo.ApplicationCommandOptionChoice
			for _, o := range options {
				if o.Focused {
					choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: "John " + o.StringValue(), Value: "john"})
				} else {
					choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: fmt.Sprint(o.Name, "=", o.Value), Value: o.Name})
				}
			}
			respond(i, discordgo.InteractionApplicationCommandAutocompleteResult, &discordgo.InteractionResponseData{Choices: choices})
		case discordgo.InteractionMessageComponent:
			component(i, respond)
		case discordgo.InteractionModalSubmit:
			input := i.ModalSubmitData().Components[0].(*discordgo.ActionsRow).Components[0].(*discordgo.TextInput)
			say(i, "Because: "+input.Value)
		case discordgo.InteractionApplicationCommand:
			command(i, say, respond)
		}
	})
	open(t, discord, bot)
	member := int64(discordgo.PermissionManageGuild)
	sub := func(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: "d", Options: options}
	}
	option := func(kind discordgo.ApplicationCommandOptionType, name string) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{Type: kind, Name: name, Description: "d"}
	}
	register(t, bot, askCommand,
		&discordgo.ApplicationCommand{Name: "pages", Description: "Pages and a menu"},
		&discordgo.ApplicationCommand{Name: "settings", Description: "For moderators", DefaultMemberPermissions: &member},
		&discordgo.ApplicationCommand{Name: "Find quotes", Type: discordgo.MessageApplicationCommand},
		&discordgo.ApplicationCommand{Name: "watch", Description: "Watching", Options: []*discordgo.ApplicationCommandOption{
			sub("add", option(discordgo.ApplicationCommandOptionChannel, "channel"), option(discordgo.ApplicationCommandOptionUser, "user"),
				option(discordgo.ApplicationCommandOptionRole, "role"), option(discordgo.ApplicationCommandOptionInteger, "limit"),
				option(discordgo.ApplicationCommandOptionAttachment, "file")),
			sub("list"),
		}})
}

type responder func(*discordgo.InteractionCreate, discordgo.InteractionResponseType, *discordgo.InteractionResponseData)

func command(i *discordgo.InteractionCreate, say func(*discordgo.InteractionCreate, string), respond responder) {
	data := i.ApplicationCommandData()
	switch data.Name {
	case "pages":
		respond(i, discordgo.InteractionResponseChannelMessageWithSource, page("page 1"))
	case "Find quotes":
		say(i, "About: "+data.Resolved.Messages[data.TargetID].Content)
	case "watch":
		var parts []string
		for _, o := range data.Options[0].Options {
			value := o.Value
			if o.Type == discordgo.ApplicationCommandOptionAttachment {
				value = len(data.Resolved.Attachments)
			}
			parts = append(parts, fmt.Sprint(o.Name, "=", value))
		}
		if data.Resolved == nil {
			data.Resolved = new(discordgo.ApplicationCommandInteractionDataResolved)
		}
		for _, u := range data.Resolved.Users {
			parts = append(parts, u.Username)
		}
		for _, c := range data.Resolved.Channels {
			parts = append(parts, c.Name)
		}
		for _, f := range data.Resolved.Attachments {
			parts = append(parts, f.Filename)
		}
		say(i, data.Options[0].Name+": "+strings.Join(parts, " "))
	default:
		who := i.User
		if i.Member != nil {
			who = i.Member.User
		}
		say(i, fmt.Sprintf("%s in %q, %q", who.Username, i.GuildID, string(i.Locale)))
	}
}

func page(text string) *discordgo.InteractionResponseData {
	return &discordgo.InteractionResponseData{Content: text, Components: []discordgo.MessageComponent{
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.Button{Label: "Next", CustomID: "next", Style: discordgo.PrimaryButton},
			discordgo.Button{Label: "Off", CustomID: "off", Style: discordgo.SecondaryButton, Disabled: true},
			discordgo.Button{Label: "Source", URL: "https://example.org", Style: discordgo.LinkButton},
			discordgo.Button{Label: "Wrong?", CustomID: "wrong", Style: discordgo.DangerButton},
		}},
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: "jump", Placeholder: "Jump to", Options: []discordgo.SelectMenuOption{
				{Label: "First", Value: "1"}, {Label: "Last", Value: "9"},
			}},
		}},
	}}
}

func component(i *discordgo.InteractionCreate, respond responder) {
	data := i.MessageComponentData()
	switch data.CustomID {
	case "wrong":
		respond(i, discordgo.InteractionResponseModal, &discordgo.InteractionResponseData{
			CustomID: "why", Title: "Why is it wrong?", Components: []discordgo.MessageComponent{
				discordgo.ActionsRow{Components: []discordgo.MessageComponent{
					discordgo.TextInput{CustomID: "reason", Label: "Reason", Style: discordgo.TextInputShort, Required: true, MaxLength: 20},
				}},
			},
		})
	case "jump":
		respond(i, discordgo.InteractionResponseUpdateMessage, page("page "+data.Values[0]))
	default:
		respond(i, discordgo.InteractionResponseUpdateMessage, page(i.Message.Content+"+"))
	}
}

func TestUsersDoWhatUsersDo(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		guild := discord.Guild("Newsroom").SetLocale("de")
		ann := guild.Member("ann", discordtest.Locale("fr"))
		bob := guild.Member("bob", discordtest.Permissions(discordtest.ManageGuild))
		busy(t, discord)
		discord.Await("ask", "watch", "Find quotes")
		read := func(it *discordtest.Interaction, want string) discordtest.Message {
			t.Helper()
			m := it.Reply()
			if got, _, _ := strings.Cut(m.Text(), "\n"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			return m
		}

		read(ann.Types("/ask question: Who?"), fmt.Sprintf("ann in %q, \"fr\"", guild.ID()))
		read(bob.Types("/settings"), fmt.Sprintf("bob in %q, \"en-US\"", guild.ID()))
		read(discord.User("ann").Types("/ask question: Who?"), `ann in "", "fr"`)

		got := ann.Completes("ask", "speaker", "Ki", discordtest.Options{"question": "Who?"})
		want := []discordtest.Choice{{Name: "question=Who?", Value: "question"}, {Name: "John Ki", Value: "john"}}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("completions %v, want %v", got, want)
		}

		m := read(ann.Types("/pages"), "page 1")
		read(bob.Presses(m, "Next"), "page 1+")
		read(ann.Presses(m, "next"), "page 1++")
		read(ann.Selects(m, "Jump to", "Last"), "page 9")
		modal := ann.Presses(m, "Wrong?").Modal()
		if modal.Title != "Why is it wrong?" {
			t.Errorf("modal %q, want the question why", modal.Title)
		}
		read(ann.Submits(modal, map[string]string{"Reason": "He denied it"}), "Because: He denied it")

		read(bob.Uses("Find quotes", ann.Says("Some news")), "About: Some news")
		channel, role := guild.Channel("wire"), guild.Role("Editors")
		read(ann.In(channel).Runs("watch", discordtest.Options{"add": discordtest.Options{
			"channel": channel, "user": bob, "role": role, "limit": 3, "file": discordtest.File{Name: "a.txt", Content: []byte("x")},
		}}), fmt.Sprintf("add: channel=%s user=%s role=%s limit=3 file=1 bob wire a.txt", channel.ID(), bob.ID(), role.ID))
		read(ann.Types("/watch list"), "list:")
		if got := ann.In(channel).Sees(); len(got) != 1 {
			t.Errorf("in #wire ann sees %d messages, want 1", len(got))
		}
	})
}

// stopped is a test that was ended by Fatalf.
type stopped struct{ message string }

// fatal is a test that panics instead of ending.
type fatal struct{ testing.TB }

func (fatal) Fatalf(format string, args ...any) { panic(stopped{fmt.Sprintf(format, args...)}) }

func TestWhatUsersCannotDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(fatal{t}, discordtest.InMemory())
		guild, other := discord.Guild("Newsroom"), discord.Guild("Elsewhere")
		ann, bob, eve := guild.Member("ann"), guild.Member("bob"), other.Member("eve")
		busy(t, discord)
		m := ann.Types("/pages").Reply()
		private := ann.Types("/ask question: Who?").Reply()
		for name, tt := range map[string]struct {
			do   func()
			want string
		}{
			"an unknown command":              {func() { ann.Types("/nothing") }, "no command"},
			"a command of moderators":         {func() { ann.Types("/settings") }, "no command"},
			"no required option":              {func() { ann.Types("/ask speaker: Kirby") }, `option "question" is required`},
			"an unknown option":               {func() { ann.Runs("ask", discordtest.Options{"question": "x", "topic": "y"}) }, `no option "topic"`},
			"an unknown option, typed":        {func() { ann.Types("/ask topic: y") }, "does not begin with an option"},
			"a value of the wrong type":       {func() { ann.Runs("ask", discordtest.Options{"question": 7}) }, "a int is no value"},
			"a value of the wrong type typed": {func() { ann.Types("/ask question: x private: maybe") }, "private"},
			"an empty value":                  {func() { ann.Types("/ask question:") }, "limits"},
			"an unknown subcommand":           {func() { ann.Types("/watch remove") }, `no subcommand "remove"`},
			"completion of what does not":     {func() { ann.Completes("ask", "question", "W") }, "does not complete"},
			"a button that is not there":      {func() { ann.Presses(m, "Previous") }, "no such component"},
			"a disabled button":               {func() { ann.Presses(m, "Off") }, "disabled"},
			"a link":                          {func() { ann.Presses(m, "Source") }, "link"},
			"a message of another guild":      {func() { eve.Presses(m, "Next") }, "does not see"},
			"no such option of a menu":        {func() { bob.Selects(m, "jump", "Middle") }, `no option "Middle"`},
			"two options of a menu of one":    {func() { bob.Selects(m, "jump", "First", "Last") }, "2 options"},
			"an unknown context menu":         {func() { bob.Uses("Lose quotes", private) }, "no such command"},
			"a channel of another guild":      {func() { ann.In(other.General()) }, "another guild"},
			"no modal":                        {func() { ann.Types("/pages").Modal() }, "want a modal"},
			"a required input left empty":     {func() { ann.Submits(ann.Presses(m, "Wrong?").Modal(), nil) }, "required"},
			"too much for an input": {func() {
				ann.Submits(ann.Presses(m, "Wrong?").Modal(), map[string]string{"reason": strings.Repeat("x", 21)})
			}, "limits"},
			"an unknown input": {func() {
				ann.Submits(ann.Presses(m, "Wrong?").Modal(), map[string]string{"reason": "x", "name": "y"})
			}, `no input "name"`},
		} {
			got := func() (message string) {
				defer func() {
					if s, ok := recover().(stopped); ok {
						message = s.message
					}
				}()
				tt.do()
				return "(the test goes on)"
			}()
			if !strings.Contains(got, tt.want) {
				t.Errorf("%s: got %q, want %q in it", name, got, tt.want)
			}
		}
	})
}

func TestCompletionsAreChecked(t *testing.T) {
	for _, tt := range []struct{ name, option, choices, want string }{
		{"25", "speaker", list(25, func(int) string { return `{"name":"n","value":"v"}` }), ""},
		{"26", "speaker", list(26, func(int) string { return `{"name":"n","value":"v"}` }), "choices"},
		{"name of 100", "speaker", `[{"name":"` + repeat("é", 100) + `","value":"v"}]`, ""},
		{"name of 101", "speaker", `[{"name":"` + repeat("é", 101) + `","value":"v"}]`, "name"},
		{"no name", "speaker", `[{"name":"","value":"v"}]`, "name"},
		{"value of 101", "speaker", `[{"name":"n","value":"` + repeat("x", 101) + `"}]`, "value"},
		{"no value", "speaker", `[{"name":"n","value":""}]`, "value"},
		{"a number for a string", "speaker", `[{"name":"n","value":7}]`, "value"},
		{"a number", "limit", `[{"name":"n","value":7}]`, ""},
		{"a string for a number", "limit", `[{"name":"n","value":"v"}]`, "value"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t)
			c.discord.Tolerate(discordtest.CodeInvalidForm)
			c.asked()
			ann := c.discord.Guilds()[0].Member("ann")
			it, err := ann.AsksToComplete("ask", tt.option, "J")
			if err != nil {
				t.Fatal(err)
			}
			status, answer := c.do("POST", callbackPath(it), `{"type":8,"data":{"choices":`+tt.choices+`}}`)
			refused(t, c.discord, status, answer, tt.want)
		})
	}
}

func TestLocales(t *testing.T) {
	got := discordtest.Locales()
	seen := maps.Collect(func(yield func(string, bool) bool) {
		for _, l := range got {
			if !yield(l, true) {
				return
			}
		}
	})
	if len(got) != 32 || len(seen) != 32 || !slices.Contains(got, "es-419") {
		t.Errorf("got %d locales, %d different: %v, want 32", len(got), len(seen), got)
	}
}
