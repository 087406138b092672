package index

import "verbatim/corpus"

// Standing is how far the index is and how large, without waiting for what is
// being written; the zero Standing of one that is closed.
func (x *Index) Standing() corpus.Standing {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view == nil {
		return corpus.Standing{}
	}
	at := x.view.position
	bytes, _ := x.view.scorch.StatsMap()["CurOnDiskBytes"].(uint64)
	return corpus.Standing{Epoch: at.Epoch, Seq: at.Seq, Statements: at.Statements, Bytes: bytes}
}
