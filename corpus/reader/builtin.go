package reader

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// builtin holds the weights that ship with the program, beside the card of the model.
//
//go:embed weights
var builtin embed.FS

// Builtin returns the network that ships with the program, or nil if the program was built without weights.
func Builtin() (*Network, error) {
	data, err := builtin.ReadFile("weights/english.weights")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reader: read the built-in weights: %w", err)
	}
	return Open(data)
}
