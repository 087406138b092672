package locale

import (
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Citation returns who published a statement and when. If a moderator supplied it,
// no publisher is known.
func Citation(l *Language, where corpus.Provenance) []string {
	publisher := markdown.Clip(where.Publisher, markdown.RoomPublisher)
	switch {
	case where.Supplied:
		publisher = l.Say(PhraseSupplied)
	case publisher != "":
	case where.Builtin:
		publisher = l.Say(phraseBuiltin)
	default:
		publisher = l.Say(phrasePublisherUnknown)
	}
	day := l.Day(where.Published)
	if day == "" {
		day = l.Say(PhraseDateUnknown)
	}
	return []string{publisher, day}
}
