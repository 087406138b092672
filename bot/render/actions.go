package render

// The actions of the buttons below an answer, and of the menus that they open.
const (
	ActionContext     = "context"
	ActionPickContext = "which"
	ActionMore        = "more"
	ActionPickMore    = "who"
	ActionShare       = "share"
)

// The actions that share a quotation as a picture.
const (
	ActionPicture     = "picture"
	ActionPickPicture = "card"
)

// ActionPage turns the pages of a list.
const ActionPage = "page"

// The name and the actions of the corrections menu, in custom_ids.
const (
	NameWrong    = "wrong"
	WrongOpen    = "open"    // the button below an answer
	WrongPick    = "pick"    // the menu of several answers
	WrongNote    = "note"    // the modal of a member
	WrongSpeaker = "speaker" // the menus of a moderator
	WrongNone    = "none"    // the button that says that it is not a statement
	WrongHide    = "hide"    // the button that hides it
	WrongUndo    = "undo"    // the button below a correction
	ByAnswer     = "a"       // a statement that answers the question in the message
	ByFlag       = "f"       // a statement that a report is about
	NotNamed     = "no-one"  // no one, in place of a candidate
)
