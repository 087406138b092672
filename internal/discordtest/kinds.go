package discordtest

// Interaction types.
const (
	kindPing         = 1
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5
)

// Interaction callback types.
const (
	callbackPong            = 1
	CallbackMessage         = 4 // a message
	CallbackDeferredMessage = 5 // a message will follow
	CallbackDeferredUpdate  = 6 // the component's message will be edited
	CallbackUpdate          = 7 // the component's message is edited
	CallbackChoices         = 8 // completions
	CallbackModal           = 9 // a modal
)
