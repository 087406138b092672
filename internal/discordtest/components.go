package discordtest

// Component types.
const (
	ActionRow       = 1
	Button          = 2
	StringSelect    = 3
	TextInput       = 4
	UserSelect      = 5
	RoleSelect      = 6
	MentionSelect   = 7
	ChannelSelect   = 8
	Section         = 9
	TextDisplay     = 10
	Thumbnail       = 11
	MediaGallery    = 12
	FileComponent   = 13
	Separator       = 14
	Container       = 17
	Label           = 18
	ButtonStyleLink = 5
	ButtonPremium   = 6
)

// Component is a component of a message or a modal, of any type.
type Component struct {
	Type        int            `json:"type"`
	CustomID    string         `json:"custom_id,omitempty"`
	Style       int            `json:"style,omitempty"`
	Label       string         `json:"label,omitempty"`
	Description string         `json:"description,omitempty"`
	URL         string         `json:"url,omitempty"`
	Disabled    bool           `json:"disabled,omitempty"`
	Emoji       *Emoji         `json:"emoji,omitempty"`
	Content     string         `json:"content,omitempty"` // of a text display
	Placeholder string         `json:"placeholder,omitempty"`
	Value       string         `json:"value,omitempty"`
	Required    *bool          `json:"required,omitempty"`
	MinValues   *int           `json:"min_values,omitempty"`
	MaxValues   *int           `json:"max_values,omitempty"`
	MinLength   *int           `json:"min_length,omitempty"`
	MaxLength   *int           `json:"max_length,omitempty"`
	Options     []SelectOption `json:"options,omitempty"`
	Components  []Component    `json:"components,omitempty"`
	Component   *Component     `json:"component,omitempty"` // of a label
	Accessory   *Component     `json:"accessory,omitempty"` // of a section
}

// Emoji is a Unicode emoji by its name, or a custom emoji by its id.
type Emoji struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// SelectOption is an option of a select menu.
type SelectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *Emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// Walk calls visit for each component and the components inside it, in reading
// order, until visit returns false.
func Walk(components []Component, visit func(Component) bool) bool {
	for _, c := range components {
		if !visit(c) || !Walk(c.Components, visit) {
			return false
		}
		if c.Component != nil && !Walk([]Component{*c.Component}, visit) {
			return false
		}
		if c.Accessory != nil && !Walk([]Component{*c.Accessory}, visit) {
			return false
		}
	}
	return true
}
