package discordtest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// Commands lists the commands that are registered globally ("") or for a guild.
func (s *Server) Commands(guildID string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listed(guildID)
}

func (s *Server) listed(guildID string) []Command {
	out := make([]Command, 0, len(s.commands[guildID]))
	for _, c := range s.commands[guildID] {
		out = append(out, *c)
	}
	return out
}

// registered reports whether a command with the name is registered anywhere.
// The caller holds mu.
func (s *Server) registered(name string) bool {
	for _, commands := range s.commands {
		if slices.ContainsFunc(commands, func(c *Command) bool { return c.Name == name }) {
			return true
		}
	}
	return false
}

// scope returns the guild in a route's path, or "" for global commands.
func (s *Server) scope(c *call) (string, error) {
	if c.PathValue("app") != s.app {
		return "", notFound(CodeUnknownApplication, "Application")
	}
	guild := c.PathValue("guild")
	if guild != "" && s.guild(guild) == nil {
		return "", &apiError{status: http.StatusForbidden, code: CodeMissingAccess, message: "Missing Access"}
	}
	return guild, nil
}

func (s *Server) listCommands(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, command := range s.commands[guild] {
		shown := *command
		if localised, err := strconv.ParseBool(c.URL.Query().Get("with_localizations")); err != nil || !localised {
			shown.NameLocalizations, shown.DescriptionLocalizations = nil, nil
			shown.Options = unlocalised(shown.Options)
		}
		out = append(out, shown)
	}
	return out, nil
}

// unlocalised returns options without their localisations, which Discord sends
// only if the client asks for them.
func unlocalised(options []CommandOption) []CommandOption {
	out := slices.Clone(options)
	for i := range out {
		out[i].NameLocalizations, out[i].DescriptionLocalizations = nil, nil
		out[i].Options = unlocalised(out[i].Options)
		out[i].Choices = slices.Clone(out[i].Choices)
		for j := range out[i].Choices {
			out[i].Choices[j].NameLocalizations = nil
		}
	}
	return out
}

// overwriteCommands replaces all commands of a scope.
func (s *Server) overwriteCommands(c *call) (any, error) {
	var bodies []json.RawMessage
	if err := c.decode(&bodies); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	commands := []*Command{}
	for _, body := range bodies {
		command, err := s.command(guild, body)
		if err != nil {
			return nil, err
		}
		commands = append(commands, command)
	}
	s.commands[guild] = commands
	s.announce()
	return s.listed(guild), nil
}

func (s *Server) createCommand(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	command, err := s.command(guild, c.body)
	if err != nil {
		return nil, err
	}
	s.commands[guild] = append(slices.DeleteFunc(s.commands[guild], func(have *Command) bool {
		return have.Name == command.Name && have.Type == command.Type
	}), command)
	s.announce()
	return *command, nil
}

func (s *Server) deleteCommand(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	kept := slices.DeleteFunc(slices.Clone(s.commands[guild]), func(have *Command) bool {
		return have.ID == c.PathValue("command")
	})
	if len(kept) == len(s.commands[guild]) {
		return nil, notFound(CodeUnknownCommand, "application command")
	}
	s.commands[guild] = kept
	s.announce()
	return nil, nil
}

// command decodes a command. If a command with the same name and type exists,
// the new one keeps its id and, if nothing has changed, its version. The caller
// holds mu.
func (s *Server) command(guild string, body []byte) (*Command, error) {
	command := &Command{Type: ChatInput, IntegrationTypes: []int{0}}
	if err := json.Unmarshal(body, command); err != nil {
		return nil, invalidForm(problems{{"", err.Error()}})
	}
	command.ApplicationID, command.GuildID = s.app, guild
	for _, have := range s.commands[guild] {
		if have.Name != command.Name || have.Type != command.Type {
			continue
		}
		command.ID, command.Version = have.ID, have.Version
		if reflect.DeepEqual(have, command) {
			return command, nil
		}
	}
	if command.ID == "" {
		if s.use("creates "+guild, time.Now(), 24*time.Hour).used > maxCreates {
			return nil, &apiError{status: http.StatusTooManyRequests, code: CodeDailyCreates,
				message: "Max number of daily application command creates has been reached (200)"}
		}
		command.ID = s.newID()
	}
	command.Version = s.newID()
	return command, nil
}

// find returns the command of the name and type that the user can run here. A
// guild's command hides a global one. The caller holds mu.
func (s *Server) find(u *User, name string, kind int) *Command {
	scopes := []string{""}
	if g := u.channel.guild; g != nil {
		scopes = []string{g.id, ""}
	}
	for _, scope := range scopes {
		for _, c := range s.commands[scope] {
			if c.Name == name && c.Type == kind && u.mayRun(c) {
				return c
			}
		}
	}
	return nil
}
