package playground

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"
)

// maxInteractions bounds the interactions that are remembered.
const maxInteractions = 500

// interaction is an act of a person, in Discord's form. Guarded by
// Playground.mu.
type interaction struct {
	id, token string
	kind      discordgo.InteractionType
	person    person
	channel   channel
	locale    string
	command   *discordgo.ApplicationCommand // nil for components and modals
	name      string                        // the command's name, with its subcommands
	source    *message                      // whose component was used
	created   time.Time

	response int           // the type of the first response; 0 before it
	original *message      // the message that the first response made or changed
	modal    []component   // the modal that the bot opened
	modalID  string        // its custom_id
	first    chan answered // gets the first response, once
	log      *exchange
}

// owners returns the installations of the bot through which the interaction
// came.
func (i *interaction) owners() map[string]any {
	if i.channel.only != "" {
		return map[string]any{"0": "0"}
	}
	return map[string]any{"0": GuildID}
}

// direct reports whether the interaction came from direct messages.
func (i *interaction) direct() bool { return i.channel.only != "" }

// guildLocale is the server's language.
const guildLocale = "en-US"

// begin returns a new interaction. The caller holds mu.
func (p *Playground) begin(kind discordgo.InteractionType, who person, in channel, locale string) *interaction {
	i := &interaction{
		id: p.newID(), kind: kind, person: who, channel: in, locale: locale, created: time.Now(), first: make(chan answered, 1),
	}
	i.token = base64.RawURLEncoding.EncodeToString([]byte("interaction:" + i.id + ":" + botID + ":" + who.id))
	return i
}

// wire returns the interaction in the form that Discord sends.
func (i *interaction) wire(base string, data map[string]any) map[string]any {
	permissions := everyone
	w := map[string]any{
		"id": i.id, "application_id": botID, "type": i.kind, "data": data, "token": i.token, "version": 1,
		"channel_id": i.channel.id, "channel": i.channel.wire(i.person.permissions), "locale": i.locale,
		"app_permissions": fmt.Sprint(permissions), "entitlements": []any{}, "authorizing_integration_owners": i.owners(),
		"context": discordgo.InteractionContextGuild, "attachment_size_limit": maxUpload,
	}
	if i.source != nil {
		w["message"] = i.source.wire(base)
	}
	if i.direct() {
		w["user"], w["context"] = i.person.wire(), discordgo.InteractionContextBotDM
		return w
	}
	w["guild_id"], w["guild_locale"], w["member"] = GuildID, guildLocale, i.person.member()
	w["guild"] = map[string]any{"id": GuildID, "locale": guildLocale, "features": []any{}}
	return w
}

// send hands an interaction to the bot as Discord would, and stores it.
func (p *Playground) send(i *interaction, data map[string]any, handle handler) error {
	p.mu.Lock()
	raw, err := json.Marshal(i.wire(p.base, data))
	if err != nil {
		p.mu.Unlock()
		return fmt.Errorf("encode an interaction: %w", err)
	}
	read := new(discordgo.Interaction)
	if err := json.Unmarshal(raw, read); err != nil {
		p.mu.Unlock()
		return fmt.Errorf("decode an interaction: %w", err)
	}
	p.interactions.add(i)
	i.log = p.record(i, raw)
	p.mu.Unlock()
	handle(read, &reply{playground: p, interaction: i})
	return nil
}
