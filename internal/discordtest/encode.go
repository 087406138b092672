package discordtest

import (
	"encoding/json"
	"fmt"
)

// encode marshals a value of the server's own, which cannot fail.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("discordtest: encode: %v", err))
	}
	return b
}
