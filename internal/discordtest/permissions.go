package discordtest

import (
	"slices"
	"strconv"
)

// Permissions that commands ask for, as bits.
const (
	Administrator   int64 = 1 << 3
	ManageChannels  int64 = 1 << 4
	ManageGuild     int64 = 1 << 5
	ManageMessages  int64 = 1 << 13
	ModerateMembers int64 = 1 << 40
)

// everyone holds the default permissions of a guild's members: view channels,
// send messages, embed links, attach files, read the history, add reactions,
// use application commands.
const everyone int64 = 1<<6 | 1<<10 | 1<<11 | 1<<14 | 1<<15 | 1<<16 | 1<<31

// The permissions that a bot needs to post a message.
const (
	ViewChannel  int64 = 1 << 10
	SendMessages int64 = 1 << 11
	EmbedLinks   int64 = 1 << 14
	AttachFiles  int64 = 1 << 15
)

// mayRun reports whether Discord shows the command to the user here.
func (u *User) mayRun(c *Command) bool {
	here := 0
	if u.channel.guild == nil {
		here = 1
		if c.DMPermission != nil && !*c.DMPermission {
			return false
		}
	}
	const guildInstall, userInstall = 0, 1
	install := guildInstall
	if g := u.channel.guild; g != nil && g.without {
		install = userInstall
	}
	if !slices.Contains(c.IntegrationTypes, install) {
		return false
	}
	if len(c.Contexts) > 0 && !slices.Contains(c.Contexts, here) {
		return false
	}
	if here == 1 || c.DefaultMemberPermissions == nil || u.permissions&Administrator != 0 {
		return true
	}
	need, err := strconv.ParseInt(*c.DefaultMemberPermissions, 10, 64)
	return err == nil && need != 0 && u.permissions&need == need
}
