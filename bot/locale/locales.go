package locale

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Locales lists the locales of Discord that have a message file, by themselves or by
// their base language. Those of English come first, with Discord's own, "en-US", before
// the others. The rest is sorted.
func Locales() ([]discordgo.Locale, error) {
	files, err := messageFiles.ReadDir("messages")
	if err != nil {
		return nil, fmt.Errorf("list the message files: %w", err)
	}
	known := map[string]bool{}
	for _, f := range files {
		known[strings.TrimSuffix(f.Name(), ".toml")] = true
	}
	var out []discordgo.Locale
	for l := range discordgo.Locales {
		base, _, _ := strings.Cut(string(l), "-")
		if known[string(l)] || known[base] {
			out = append(out, l)
		}
	}
	rank := func(l discordgo.Locale) int {
		switch {
		case l == discordgo.EnglishUS:
			return 0
		case strings.HasPrefix(string(l), Default+"-"):
			return 1
		}
		return 2
	}
	slices.SortFunc(out, func(a, b discordgo.Locale) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	return out, nil
}
