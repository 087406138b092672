package parse

// Budgets is what reading one document may take. They are checked as its bytes
// are looked at for the first time, before anything is built of them: what is
// over a budget is refused with corpus.ErrTooLarge where bytes are counted, else
// with corpus.ErrTooCostly, or left out where the comment says so.
type Budgets struct {
	Unpacked  int64 // bytes of a document
	Ratio     int64 // bytes unpacked for each byte packed; gzip cannot do more than 1,032
	RatioFrom int64 // bytes unpacked up to which any ratio will do
}

// DefaultBudgets is the one table of budgets.
func DefaultBudgets() Budgets {
	return Budgets{
		Unpacked:  64 << 20,
		Ratio:     1_100,
		RatioFrom: 1 << 20,
	}
}
