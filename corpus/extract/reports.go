package extract

// drafts is the reports of the document in text order, without their speakers.
func (d *document) drafts() []draft { return nil }
