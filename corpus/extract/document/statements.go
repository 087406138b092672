package document

// joinStatements joins sentences into statements, until every quotation that opens
// in a statement is closed.
func joinStatements(d *Document) {
	d.Statements = make([]Statement, 0, len(d.Sentences))
	q := int32(0)
	for i := int32(0); i < int32(len(d.Sentences)); {
		first := d.Sentences[i]
		s := Statement{TokenRange: first.TokenRange, Paragraph: first.Paragraph, Sentences: TokenRange{i, i + 1}}
		s.Quotations = TokenRange{q, q}
		for {
			for q < int32(len(d.Quotations)) && d.Quotations[q].From < s.To {
				d.Quotations[q].statement = int32(len(d.Statements))
				q++
			}
			if s.Sentences.To >= int32(len(d.Sentences)) || q == s.Quotations.From || d.Quotations[q-1].To <= s.To {
				break
			}
			s.To = d.Sentences[s.Sentences.To].To
			s.Sentences.To++
		}
		s.Quotations.To = q
		s.Start, s.End = d.Tokens[s.From].Start, d.Tokens[s.To-1].End
		for ; i < s.Sentences.To; i++ {
			d.Sentences[i].Statement = int32(len(d.Statements))
		}
		d.Statements = append(d.Statements, s)
	}
}
