package locale

import (
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Citation is who published it and when. What a moderator supplied was
// published by nobody that is known.
func Citation(l *Language, c corpus.Citation) []string {
	publisher := markdown.Clip(c.Publisher, markdown.RoomPublisher)
	switch {
	case c.Origin.Supplied():
		publisher = l.Say(PhraseSupplied)
	case publisher != "":
	case c.Origin == corpus.OriginBuiltin:
		publisher = l.Say(phraseBuiltin)
	default:
		publisher = l.Say(phrasePublisherUnknown)
	}
	day := l.Day(c.Published)
	if day == "" {
		day = l.Say(PhraseDateUnknown)
	}
	return []string{publisher, day}
}
