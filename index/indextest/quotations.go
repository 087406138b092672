package indextest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
)

// Quotations makes the article of a number from 0, the same every time: news in
// which people are quoted in every way that publishers set quotations, block
// quotations above all, and some that nobody sets so on purpose.
func Quotations(seed uint64, n int) corpus.Article {
	q := quoting{Rand: rand.New(rand.NewPCG(seed, uint64(n)))}
	for range 1 + q.IntN(7) {
		q.piece()
	}
	text := q.String()
	if q.IntN(8) == 0 {
		text = q.spoil(text)
	}
	if q.IntN(16) == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	a := corpus.Article{
		ID: corpus.ArticleID(fmt.Sprintf("quoting-%07d", n)), Origin: corpus.OriginImported, Title: "What was said", Publisher: "The Quarry Times",
		URL: fmt.Sprintf("https://quarry.example/%d", n), Text: text,
	}
	if q.IntN(3) == 0 {
		a.Language = pick(q.Rand, "en", "de", "fr", "uk")
	}
	return a
}

// quoting writes an article.
type quoting struct {
	*rand.Rand
	strings.Builder
	speaker string // who spoke last
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// marks is a way of marking quotations, outside and inside of another.
type marks struct{ open, close, innerOpen, innerClose string }

func (q *quoting) marks() marks {
	return pick(q.Rand, marks{"“", "”", "‘", "’"}, marks{"“", "”", "‘", "’"}, marks{`"`, `"`, "'", "'"}, marks{"‘", "’", "“", "”"},
		marks{"„", "“", "‚", "‘"}, marks{"« ", " »", "“", "”"}, marks{"»", "«", "›", "‹"}, marks{"``", "''", "`", "'"}, marks{"”", "”", "’", "’"})
}

// name is somebody, by a name or in other words.
func (q *quoting) name() string {
	if q.speaker != "" && q.IntN(3) == 0 {
		return pick(q.Rand, "she", "he", "they", q.speaker, q.speaker[strings.LastIndexByte(q.speaker, ' ')+1:], "the minister", "a spokesman")
	}
	first := pick(q.Rand, "Ann", "Tomás", "Iryna", "Kwame", "Jean-Luc", "Dr. Maud", "Sir Peter", "Ольга")
	q.speaker = first + " " + pick(q.Rand, "Lee", "O’Hara", "van der Berg", "Obuasi", "Müller", "Шевченко", "MacDonald")
	if q.IntN(6) == 0 {
		return q.speaker + ", " + pick(q.Rand, "the mayor", "a teacher from Wick", "who leads the council", "37") + ","
	}
	return q.speaker
}

func (q *quoting) cue() string {
	return pick(q.Rand, "said", "told reporters", "wrote", "asked", "warned", "added", "claimed", "acknowledged", "insisted", "said in a statement",
		"announced", "replied", "denied", "shouted", "recalled", "tweeted", "sagte", "a déclaré", "сказала")
}

func (q *quoting) clause() string {
	return pick(q.Rand, "the harbour will reopen in spring", "nobody had asked the ferrymen", "we have waited for years", "it was a mistake to close the mine",
		"the bridge cannot carry lorries any longer", "prices rose by 3.5 per cent in May", "I do not know what U.S. officials want", "they took our keys and left",
		"die Brücke bleibt gesperrt", "le port rouvrira au printemps", "ціни зросли", "he is “fine”", "the council’s vote was close", "no", "the report (all 400 pages) is wrong")
}

func (q *quoting) sentence() string {
	s := q.clause()
	for q.IntN(4) == 0 {
		s += pick(q.Rand, ", and ", "; ", ", but ", " — ", ", which ", " because ") + q.clause()
	}
	first, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)) + s[n:] + pick(q.Rand, ".", ".", ".", "!", "?", "…")
}

func (q *quoting) sentences(most int) string {
	s := q.sentence()
	for range q.IntN(most) {
		s += " " + q.sentence()
	}
	return s
}

// until is narration up to about so many bytes.
func (q *quoting) until(size int) string {
	s := q.sentence()
	for len(s) < size {
		s += " " + q.sentence()
	}
	return s
}

func (q *quoting) paragraph(s string) {
	q.WriteString(s + pick(q.Rand, "\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n"))
}

// piece is a part of an article.
func (q *quoting) piece() {
	switch q.IntN(12) {
	case 0, 1, 2, 3:
		q.block()
	case 4:
		q.inline()
	case 5:
		q.dialogue()
	case 6:
		q.list()
	case 7:
		q.paragraph(pick(q.Rand, "What was said", "“We have waited”", q.name()+" "+q.cue(), "## The vote", "Photo: A. Lee", "* * *"))
	case 8:
		q.paragraph(q.until(pick(q.Rand, 380, 400, 420, 1400, 1490, 1510))) // around the limits of passages
	case 9:
		q.paragraph(q.long())
	default:
		q.paragraph(q.sentences(4))
	}
}

// lead is the line that announces a quotation.
func (q *quoting) lead() string {
	return pick(q.Rand,
		q.name()+" "+q.cue()+":", q.name()+" "+q.cue()+", in part:", "In a statement, "+q.name()+" "+q.cue()+":", q.name()+":",
		"According to "+q.name()+":", q.sentence()+" "+q.name()+" "+q.cue()+":", "This is what "+q.name()+" "+q.cue()+":", q.name()+" "+q.cue()+" that "+q.clause()+":",
		"Her claim:", "“"+q.sentence()+"” "+q.name()+" "+q.cue()+":", q.name()+" "+q.cue()+" —", q.name()+" "+q.cue(), "**"+q.name()+" "+q.cue()+":**")
}

// block is a quotation in paragraphs of its own, and who said it before, behind
// or nowhere.
func (q *quoting) block() {
	before := q.IntN(5) > 0
	if before {
		q.paragraph(q.lead())
		if q.IntN(8) == 0 {
			q.paragraph(pick(q.Rand, "* * *", "Advertisement", q.sentence(), "(From left)", "https://quarry.example/x"))
		}
	}
	m, prefix := q.marks(), pick(q.Rand, "", "", "", "> ", ">> ", "    ", "\u00a0", "- ")
	reopened := q.IntN(3) > 0
	n := 1 + q.IntN(4)
	for i := range n {
		s := q.words(m)
		if q.IntN(6) == 0 {
			s = q.until(pick(q.Rand, 300, 800, 1500, 2500))
		}
		if i == 0 || reopened {
			s = m.open + s
		}
		if (i == n-1 || !reopened && q.IntN(2) == 0) && q.IntN(12) > 0 { // else it is never closed
			s += m.close
		}
		if i == n-1 && q.IntN(4) == 0 {
			s += pick(q.Rand, " — ", " ", "\n— ", "\n") + pick(q.Rand, q.name(), q.cue()+" "+q.name()+".", q.name()+" "+q.cue()+".")
		}
		q.paragraph(prefix + s)
	}
	if !before || q.IntN(6) == 0 {
		q.paragraph(pick(q.Rand, q.name()+" "+q.cue()+" this on Monday.", q.cue()+" "+q.name()+".", "That is what "+q.name()+" "+q.cue()+"."))
	}
}

// words are those of a quotation, at times with one inside.
func (q *quoting) words(m marks) string {
	s := q.sentences(3)
	if q.IntN(4) == 0 {
		s += " " + q.name() + " " + q.cue() + pick(q.Rand, ": ", ", ", ":\n\n") + m.innerOpen + q.sentence() + m.innerClose + " " + q.sentence()
	}
	return s
}

// inline is a quotation within a paragraph.
func (q *quoting) inline() {
	m, s := q.marks(), q.sentence()
	_, n := utf8.DecodeLastRuneInString(s)
	said := m.open + s[:len(s)-n] + "," + m.close + " " + pick(q.Rand, q.name()+" "+q.cue(), q.cue()+" "+q.name())
	q.paragraph(pick(q.Rand, said+". "+m.open+q.words(m)+m.close, said+", "+m.open+q.clause()+"."+m.close+" "+q.sentence(),
		q.name()+" "+q.cue()+" that "+q.clause()+", "+m.open+q.clause()+m.close+". They "+q.cue()+" that "+q.clause()+".",
		q.name()+" "+q.cue()+": "+m.open+q.words(m)+m.close, q.name()+" accused "+q.name()+" of "+m.open+q.clause()+m.close+", but "+q.name()+" denied it."))
}

// dialogue is several speakers in turn.
func (q *quoting) dialogue() {
	m := q.marks()
	for range 2 + q.IntN(4) {
		q.WriteString(pick(q.Rand, q.name()+": ", q.name()+":\n", "– ", "Q: ", q.name()+" "+q.cue()+":\n\n") + m.open + q.words(m) + m.close + pick(q.Rand, "\n", "\n\n"))
	}
	q.WriteByte('\n')
}

// list is quotations as the items of one.
func (q *quoting) list() {
	q.paragraph(q.lead())
	m, bullet := q.marks(), pick(q.Rand, "- ", "* ", "• ", "%d. ", "%d) ")
	for i := range 2 + q.IntN(4) {
		mark := bullet
		if strings.Contains(bullet, "%d") {
			mark = fmt.Sprintf(bullet, i+1)
		}
		q.WriteString(mark + pick(q.Rand, m.open+q.sentence()+m.close, q.name()+": "+m.open+q.sentence()+m.close, q.sentence()) + "\n")
	}
	q.WriteByte('\n')
}

// long is a sentence that is longer than a passage.
func (q *quoting) long() string {
	m := q.marks()
	s := pick(q.Rand, q.name()+" "+q.cue()+" that ", q.name()+" "+q.cue()+": "+m.open, m.open, "")
	for size := pick(q.Rand, 800, 1600, 6000); len(s) < size; {
		s += q.clause() + pick(q.Rand, ", ", "; ", " and ", ", "+m.open+q.clause()+m.close+", ", " — ")
	}
	return s + pick(q.Rand, m.close, "") + pick(q.Rand, " "+q.name()+" "+q.cue()+".", ".", "")
}

// spoil puts something into the text, or takes something out, where it does not
// belong.
func (q *quoting) spoil(text string) string {
	for range 1 + q.IntN(6) {
		at := q.IntN(len(text) + 1)
		for at < len(text) && !utf8.RuneStart(text[at]) {
			at++
		}
		if q.IntN(4) == 0 {
			_, n := utf8.DecodeRuneInString(text[at:])
			text = text[:at] + text[at+n:]
			continue
		}
		text = text[:at] + pick(q.Rand, "“", "”", `"`, "‘", "’", "»", "«", "\n", "\n\n", ":", "\u2028", "\t", "said:\n\n“", "\x00", "\xff", "\u200b", "»\n\n") + text[at:]
	}
	return text
}
