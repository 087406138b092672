package speaker

// What tests of the whole way from text to speaker compare with.
const (
	CertainFrom = certainFrom
	MaxAliases  = maxAliases
)
