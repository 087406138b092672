package extract

// speakers is who each draft is attributed to.
func (d *document) speakers(drafts []draft) []attribution { return make([]attribution, len(drafts)) }
