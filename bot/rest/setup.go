package rest

import "verbatim/bot"

// setUpError is a fault in the bot's configuration, in words for the operator.
type setUpError string

func (e setUpError) Error() string { return string(e) }

// Is makes errors.Is(e, bot.ErrSetUp) true.
func (e setUpError) Is(target error) bool { return target == bot.ErrSetUp }

// SetUp returns an error about the bot's configuration, which is a
// bot.ErrSetUp. what says what is wrong and how to repair it.
func SetUp(what string) error { return setUpError(what) }

// ErrToken means that Discord refuses the token.
const ErrToken = setUpError("Discord refuses the token; set the bot's current token, from the developer portal")
