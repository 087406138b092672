package bot

import "verbatim/corpus"

// citation is who published it and when. What a moderator supplied was
// published by nobody that is known.
func citation(l *language, c corpus.Citation) []string {
	publisher := clip(c.Publisher, roomPublisher)
	switch {
	case c.Origin.Supplied():
		publisher = l.say(wordsSupplied)
	case publisher != "":
	case c.Origin == corpus.OriginBuiltin:
		publisher = l.say(wordsBuiltin)
	default:
		publisher = l.say(wordsPublisherUnknown)
	}
	day := l.day(c.Published)
	if day == "" {
		day = l.say(wordsDateUnknown)
	}
	return []string{publisher, day}
}
