package playground

import (
	"fmt"

	"verbatim/bot"

	"github.com/bwmarrin/discordgo"
)

// encode encodes a body in the form that Discord gets, without its files.
func encode(body any, files []*discordgo.File) ([]byte, error) {
	body, err := bot.Described(body, files)
	if err != nil {
		return nil, err
	}
	raw, err := discordgo.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode a request to Discord: %w", err)
	}
	return raw, nil
}
