package index

import "verbatim/corpus"

// Position returns how far the index has followed the feed, and how large it is. It
// does not wait for writes in progress. A closed index returns the zero Position.
func (x *Index) Position() corpus.Position {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view == nil {
		return corpus.Position{}
	}
	at := x.view.Position
	return corpus.Position{Epoch: at.Epoch, Seq: at.Seq, Statements: at.Statements, Bytes: x.view.DiskBytes()}
}
