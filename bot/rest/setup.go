package rest

import "verbatim/bot"

// setUpError is what a person must mend, in words for them.
type setUpError string

func (e setUpError) Error() string { return string(e) }

// Is makes it a bot.ErrSetUp.
func (e setUpError) Is(target error) bool { return target == bot.ErrSetUp }

// SetUp is an error of the bot's set-up, a bot.ErrSetUp: what says what is wrong
// and what to do.
func SetUp(what string) error { return setUpError(what) }

// ErrToken says that Discord refuses the token.
const ErrToken = setUpError("the token is refused by Discord; set the bot's current token, from the developer portal")
