package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// withAlt is a file's content with its description, for which discordgo has no field.
type withAlt struct {
	*bytes.Reader
	alt string
}

// altText returns the description of a file of a Reply, or "".
func altText(f *discordgo.File) string {
	r, _ := f.Reader.(withAlt)
	return r.alt
}

// attachment describes one file of a multipart body, by its number.
type attachment struct {
	ID          string `json:"id"` // Discord takes numbers too, but documents this
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// Described returns the value that a door encodes as JSON to send a body with files. If a
// file has a description, the result holds the descriptions of all of them, else it is
// the body itself. The body is a first response, an edit or a message. The files are not
// read.
func Described(body any, files []*discordgo.File) (any, error) {
	list, some := make([]attachment, 0, len(files)), false
	for i, f := range files {
		alt := altText(f)
		list, some = append(list, attachment{strconv.Itoa(i), f.Name, alt}), some || alt != ""
	}
	if !some {
		return body, nil
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("encode attachments: %w", err)
	}
	fields, err := fieldsOf(body)
	if err != nil {
		return nil, err
	}
	if _, first := body.(*discordgo.InteractionResponse); !first {
		fields["attachments"] = raw
		return fields, nil
	}
	data, err := fieldsOf(fields["data"])
	if err != nil {
		return nil, err
	}
	data["attachments"] = raw
	if fields["data"], err = json.Marshal(data); err != nil {
		return nil, fmt.Errorf("encode attachments: %w", err)
	}
	return fields, nil
}

// fieldsOf returns the JSON of a body, field by field.
func fieldsOf(body any) (map[string]json.RawMessage, error) {
	raw, err := discordgo.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode what files belong to: %w", err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, fmt.Errorf("read what files belong to: %w", err)
	}
	return fields, nil
}
