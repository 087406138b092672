package bot

import (
	"encoding/json"
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestNoChoicesAreSentAsAnEmptyList(t *testing.T) {
	for name, r := range map[string]*discordgo.InteractionResponse{"none": completion(nil), "empty": completion([]*discordgo.ApplicationCommandOptionChoice{})} {
		raw, err := json.Marshal(Encodable(r))
		if want := `{"type":8,"data":{"choices":[]}}`; err != nil || string(raw) != want {
			t.Errorf("%s: %s, %v, want %s", name, raw, err, want)
		}
	}
}
