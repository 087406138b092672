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
