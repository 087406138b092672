package config

import (
	"errors"

	"github.com/alecthomas/kong"
)

// Help is the command that shows the flags and arguments of a command.
type Help struct {
	Of []string `arg:"" optional:"" name:"command" help:"The command; all of them if not given."`
}

// ErrHelp says that help was asked for and has been printed.
var ErrHelp = errors.New("help was printed")

// showHelp prints the help and ends the parsing with ErrHelp.
type showHelp bool

// BeforeReset is called by kong when it finds the flag, before it reads the others.
func (showHelp) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return err
	}
	return ErrHelp
}

// errVersion says that the version was asked for.
var errVersion = errors.New("the version was asked for")

// showVersion ends the parsing with errVersion.
type showVersion bool

// BeforeReset is called by kong when it finds the flag, before it reads the others.
func (showVersion) BeforeReset() error { return errVersion }
