package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Discord's limits on a message. Lengths count Unicode code points, as
// Discord's API does (discord/discord-api-docs, issue 1315): an emoji outside
// the basic plane is one character, not two.
const (
	maxContent     = 2000
	maxEmbeds      = 10
	maxTitle       = 256
	maxDescription = 4096
	maxFields      = 25
	maxFieldName   = 256
	maxFieldValue  = 1024
	maxFooter      = 2048
	maxAuthor      = 256
	maxEmbedTotal  = 6000 // over all embeds of a message
	maxEmbedURL    = 2048
)

// body decodes the part of a message's body that rules check.
func body(v any) (d draft, err error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(raw, &d)
}

// messageRules checks a message's body. flags are the flags that it may set.
func messageRules(v any, at string, flags int) problems {
	var p problems
	d, err := body(v)
	if err != nil {
		p.add(at, err.Error())
		return p
	}
	if d.Content != nil {
		p.limit(join(at, "content"), *d.Content, maxContent)
	}
	set := 0
	if d.Flags != nil {
		set = *d.Flags
		if set&^flags != 0 {
			p.add(join(at, "flags"), fmt.Sprintf("flags %#x cannot be set here", set&^flags))
		}
	}
	if d.Embeds != nil {
		p.embeds(join(at, "embeds"), *d.Embeds)
	}
	if d.Attachments != nil {
		p.attachments(join(at, "attachments"), *d.Attachments)
	}
	if d.Components != nil {
		p.components(join(at, "components"), *d.Components, set&FlagComponentsV2 != 0)
	}
	if set&FlagComponentsV2 != 0 && (d.Content != nil && *d.Content != "" || d.Embeds != nil && len(*d.Embeds) > 0) {
		p.add(at, "a message with components v2 has neither content nor embeds")
	}
	p.mentions(join(at, "allowed_mentions"), d.AllowedMentions)
	return p
}

func (p *problems) embeds(at string, embeds []Embed) {
	if len(embeds) > maxEmbeds {
		p.add(at, fmt.Sprintf("must be %d or fewer in length, is %d", maxEmbeds, len(embeds)))
	}
	total := 0
	for i, e := range embeds {
		p.embed(at+"["+strconv.Itoa(i)+"]", e)
		total += e.characters()
	}
	if total > maxEmbedTotal {
		p.add(at, fmt.Sprintf("embed size of %d characters exceeds maximum size of %d", total, maxEmbedTotal))
	}
}

// characters counts the characters that count towards the total over all
// embeds.
func (e Embed) characters() int {
	n := characters(e.Title) + characters(e.Description)
	for _, f := range e.Fields {
		n += characters(f.Name) + characters(f.Value)
	}
	if e.Footer != nil {
		n += characters(e.Footer.Text)
	}
	if e.Author != nil {
		n += characters(e.Author.Name)
	}
	return n
}

func (p *problems) embed(at string, e Embed) {
	shows := !blank(e.Title) || !blank(e.Description) || len(e.Fields) > 0 || e.Image != nil || e.Thumbnail != nil ||
		e.Author != nil && !blank(e.Author.Name) || e.Footer != nil && !blank(e.Footer.Text)
	if !shows {
		p.add(at+".description", "this field is required: the embed shows nothing")
	}
	p.limit(at+".title", e.Title, maxTitle)
	p.limit(at+".description", e.Description, maxDescription)
	p.link(at+".url", e.URL, maxEmbedURL, "http", "https")
	if e.Timestamp != "" {
		if _, err := time.Parse(time.RFC3339, e.Timestamp); err != nil {
			p.add(at+".timestamp", fmt.Sprintf("could not parse %q: should be ISO 8601", e.Timestamp))
		}
	}
	if len(e.Fields) > maxFields {
		p.add(at+".fields", fmt.Sprintf("must be %d or fewer in length, is %d", maxFields, len(e.Fields)))
	}
	for i, f := range e.Fields {
		field := fmt.Sprintf("%s.fields[%d]", at, i)
		p.required(field+".name", f.Name)
		p.required(field+".value", f.Value)
		p.limit(field+".name", f.Name, maxFieldName)
		p.limit(field+".value", f.Value, maxFieldValue)
	}
	if e.Footer != nil {
		p.required(at+".footer.text", e.Footer.Text)
		p.limit(at+".footer.text", e.Footer.Text, maxFooter)
		p.link(at+".footer.icon_url", e.Footer.IconURL, maxEmbedURL, "http", "https", "attachment")
	}
	if e.Author != nil {
		p.required(at+".author.name", e.Author.Name)
		p.limit(at+".author.name", e.Author.Name, maxAuthor)
		p.link(at+".author.url", e.Author.URL, maxEmbedURL, "http", "https")
		p.link(at+".author.icon_url", e.Author.IconURL, maxEmbedURL, "http", "https", "attachment")
	}
	if e.Image != nil {
		p.link(at+".image.url", e.Image.URL, maxEmbedURL, "http", "https", "attachment")
	}
	if e.Thumbnail != nil {
		p.link(at+".thumbnail.url", e.Thumbnail.URL, maxEmbedURL, "http", "https", "attachment")
	}
}

func (p *problems) mentions(at string, a *allowedMentions) {
	if a == nil {
		return
	}
	if slices.Contains(a.Parse, "users") && len(a.Users) > 0 {
		p.add(at, `parse:["users"] and users: [ids...] are mutually exclusive`)
	}
	if slices.Contains(a.Parse, "roles") && len(a.Roles) > 0 {
		p.add(at, `parse:["roles"] and roles: [ids...] are mutually exclusive`)
	}
}

// The flags that a body may set.
const (
	flagsReply = FlagSuppressEmbeds | FlagEphemeral | FlagSuppressNotifications | FlagComponentsV2
	flagsPost  = FlagSuppressEmbeds | FlagSuppressNotifications | FlagComponentsV2
	flagsEdit  = FlagSuppressEmbeds | FlagComponentsV2
)

func followUpRules(_ *Server, _ *call, body any) problems { return messageRules(body, "", flagsReply) }
func postRules(_ *Server, _ *call, body any) problems     { return messageRules(body, "", flagsPost) }
func editRules(_ *Server, _ *call, body any) problems     { return messageRules(body, "", flagsEdit) }

// callbackRules checks a callback's data according to its type.
func callbackRules(s *Server, c *call, body any) problems {
	kind, _ := object(body)["type"].(float64)
	data, given := object(body)["data"]
	switch int(kind) {
	case CallbackMessage, CallbackDeferredMessage:
		if given && data != nil {
			return messageRules(data, "data", flagsReply)
		}
	case CallbackUpdate, CallbackDeferredUpdate:
		if given && data != nil {
			// Ephemeral has no meaning for an update, but clients send it.
			return messageRules(data, "data", flagsReply)
		}
	case CallbackChoices:
		return s.choicesRules(c, data)
	case CallbackModal:
		return modalRules(data)
	}
	return nil
}
