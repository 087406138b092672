package reader

import _ "embed"

// builtin holds the weights that ship with the program. weights/MODEL.md says what they are.
//
//go:embed weights/english.weights
var builtin []byte

// Builtin returns the network that ships with the program.
func Builtin() (*Network, error) { return Open(builtin) }
