package render

// What the buttons below an answer do, and the menus that they open.
const (
	ActionContext     = "context"
	ActionPickContext = "which"
	ActionMore        = "more"
	ActionPickMore    = "who"
	ActionShare       = "share"
)

// What shares a quotation as a picture, and the menu that it opens.
const (
	ActionPicture     = "picture"
	ActionPickPicture = "card"
)

// ActionPage turns the pages of a list.
const ActionPage = "page"

// What the parts of the dialogue are called in custom_ids.
const (
	NameWrong    = "wrong"
	WrongOpen    = "open"    // the button below an answer
	WrongPick    = "pick"    // which of several answers
	WrongNote    = "note"    // a member's modal
	WrongSpeaker = "speaker" // a moderator's menus
	WrongNone    = "none"    // the button that says that it is no statement
	WrongHide    = "hide"    // the button that hides it
	WrongUndo    = "undo"    // the button below a correction
	ByAnswer     = "a"       // a statement that answers the question that the message holds
	ByFlag       = "f"       // a statement that a flag is about
	NotNamed     = "no-one"  // nobody, in place of a candidate
)
