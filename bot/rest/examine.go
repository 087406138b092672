package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Clock returns how far this machine's clock is ahead of Discord's. Discord
// tells its time in whole seconds.
func (c *Client) Clock(ctx context.Context) (ahead time.Duration, err error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, discordgo.EndpointGateway, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("User-Agent", c.session.UserAgent)
	asked := time.Now()
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		return 0, fmt.Errorf("ask Discord for the time: %w", Hide(err))
	}
	_ = response.Body.Close() // the transport has read it
	took := time.Since(asked)
	theirs, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return 0, errors.New("ask Discord for the time: the answer has no valid Date header")
	}
	// Discord cuts off half a second on average.
	return asked.Add(took / 2).Sub(theirs.Add(time.Second / 2)), nil
}

// Registered returns the number of commands that are registered with Discord,
// and whether they equal want.
func (c *Client) Registered(ctx context.Context, app string, want []*discordgo.ApplicationCommand) (count int, same bool, err error) {
	have, err := c.commands(ctx, app)
	if err != nil {
		return 0, false, err
	}
	same, err = sameCommands(have, want)
	return len(have), same, err
}

// Server holds the data that decides the bot's permissions in a server.
type Server struct {
	Name    string
	owned   bool // by the bot, which never happens if the bot was invited
	user    string
	roles   map[string]int64 // role id -> permissions
	roleIDs []string         // ids of the bot's roles; @everyone, whose id is the server's, is the last
	granted int64            // permissions over the whole server
}

// Administrator reports whether the bot has all permissions there.
func (s Server) Administrator() bool { return s.granted&discordgo.PermissionAdministrator != 0 }

// Server asks Discord for a server that the bot is in. user is the bot's user
// id.
func (c *Client) Server(ctx context.Context, guild, user string) (Server, error) {
	var g struct {
		Name  string `json:"name"`
		Owner string `json:"owner_id"`
		Roles []struct {
			ID          string `json:"id"`
			Permissions string `json:"permissions"`
		} `json:"roles"`
	}
	if err := c.get(ctx, discordgo.EndpointGuild(guild), &g); err != nil {
		return Server{}, fmt.Errorf("ask Discord for server %s: %w", guild, err)
	}
	var member struct {
		Roles []string `json:"roles"`
	}
	if err := c.get(ctx, discordgo.EndpointGuildMember(guild, user), &member); err != nil {
		return Server{}, fmt.Errorf("ask Discord for the bot's roles in server %s: %w", guild, err)
	}
	s := Server{Name: g.Name, owned: g.Owner == user, user: user, roles: map[string]int64{}, roleIDs: append(member.Roles, guild)}
	for _, r := range g.Roles {
		bits, err := strconv.ParseInt(r.Permissions, 10, 64)
		if err != nil {
			return Server{}, fmt.Errorf("ask Discord for server %s: the permissions of role %s: %w", guild, r.ID, err)
		}
		s.roles[r.ID] = bits
	}
	for _, id := range s.roleIDs {
		s.granted |= s.roles[id]
	}
	return s, nil
}

// overwrite changes permissions in a channel, for a role (type 0) or a member
// (type 1).
type overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow int64  `json:"allow,string"`
	Deny  int64  `json:"deny,string"`
}

// channel holds the parts of a channel that decide permissions.
type channel struct {
	Name       string      `json:"name"`
	Type       int         `json:"type"`
	Parent     string      `json:"parent_id"`
	Overwrites []overwrite `json:"permission_overwrites"`
}

func (c channel) thread() bool { return c.Type >= 10 && c.Type <= 12 }

// Lacks returns the permissions that the bot needs to post in a channel of the
// server but lacks, such as "View Channel", and the channel's name. If Discord
// does not even show the channel, it returns only View Channel.
func (c *Client) Lacks(ctx context.Context, s Server, id string) (lacks []string, name string, err error) {
	var ch channel
	err = c.get(ctx, discordgo.EndpointChannel(id), &ch)
	if status, _ := Status(err); status == http.StatusForbidden {
		return []string{"View Channel"}, id, nil
	}
	if err != nil {
		return nil, id, fmt.Errorf("ask Discord for channel %s: %w", id, err)
	}
	where, send, label := ch, int64(discordgo.PermissionSendMessages), "Send Messages"
	if ch.thread() {
		send, label = discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"
		if err := c.get(ctx, discordgo.EndpointChannel(ch.Parent), &where); err != nil {
			return nil, ch.Name, fmt.Errorf("ask Discord for channel %s: %w", ch.Parent, err)
		}
	}
	may := s.permissionsIn(where)
	for _, need := range []struct {
		bit  int64
		name string
	}{{discordgo.PermissionViewChannel, "View Channel"}, {send, label}, {discordgo.PermissionEmbedLinks, "Embed Links"}} {
		if may&need.bit == 0 {
			lacks = append(lacks, need.name)
		}
	}
	return lacks, ch.Name, nil
}

// permissionsIn returns the bot's permissions in a channel. Overwrites apply in order: for
// @everyone, for its roles, for the bot itself.
func (s Server) permissionsIn(ch channel) int64 {
	const all = int64(^uint64(0) >> 1)
	if s.owned || s.Administrator() {
		return all
	}
	may := s.granted
	everyone := s.roleIDs[len(s.roleIDs)-1]
	var roles, self overwrite
	for _, o := range ch.Overwrites {
		switch {
		case o.Type == 0 && o.ID == everyone:
			may = may&^o.Deny | o.Allow
		case o.Type == 0 && slices.Contains(s.roleIDs, o.ID):
			roles.Deny, roles.Allow = roles.Deny|o.Deny, roles.Allow|o.Allow
		case o.Type == 1 && o.ID == s.user:
			self = o
		}
	}
	may = may&^roles.Deny | roles.Allow
	return may&^self.Deny | self.Allow
}
