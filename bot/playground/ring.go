package playground

// ring keeps the newest values that are added to it.
type ring[T any] struct {
	most int
	all  []T // the oldest first
}

func (r *ring[T]) add(one T) {
	if len(r.all) >= r.most {
		r.all = append(r.all[:0:0], r.all[len(r.all)-r.most+1:]...)
	}
	r.all = append(r.all, one)
}

// find returns the newest value that is wanted.
func (r *ring[T]) find(wanted func(T) bool) (T, bool) {
	for i := len(r.all) - 1; i >= 0; i-- {
		if wanted(r.all[i]) {
			return r.all[i], true
		}
	}
	var none T
	return none, false
}
