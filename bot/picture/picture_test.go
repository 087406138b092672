package picture_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"verbatim/bot/picture"
	"verbatim/internal/golden"
)

func painter(t testing.TB) *picture.Painter {
	t.Helper()
	p, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func strong(text string) picture.Run { return picture.Run{Text: text, Strong: true} }
func faint(text string) picture.Run  { return picture.Run{Text: text} }

// cards returns invented quotations.
func cards() map[string]picture.Card {
	source := []string{"The Harbour Gazette · 3 May 2022", "The lighthouse will be painted", "gazette.example/lighthouse"}
	const note = "Reported, not verified · attributed automatically"
	long := strings.Repeat("The tide will turn before the boats are back, and whoever waits on the quay will know it first. ", 8)
	return map[string]picture.Card{
		"short": {Words: []picture.Run{faint("“"), strong("Paint it red"), faint(",” said the harbour master.")},
			Speaker: "Ann Okonkwo", Role: "the harbour master", Source: source, Note: note},
		"split": {Words: []picture.Run{faint("“"), strong("We looked at every beam,"), faint("” she said, “"), strong("and none of them is rotten. The roof will hold another forty winters, if nobody dances on it.”")},
			Speaker: "Siobhán Ní Dhomhnaill", Role: "", Source: source, Note: note},
		"ukrainian": {Words: []picture.Run{faint("«"), strong("Маяк пофарбують навесні, щойно зійде лід із ґанку та під’їзду"), faint("», — сказала начальниця порту.")},
			Speaker: "Їжакевич Євгенія", Role: "начальниця порту", Source: []string{"Портова газета · 3 травня 2022 р.", "gazette.example/маяк"}, Note: "Повідомлено, не перевірено · приписано автоматично"},
		"diacritics": {Words: []picture.Run{faint("„"), strong("Żółć, ąę, čšžř, őű, ßäöü, çéèêœ, ñ, ğış, țș, Nguyễn Thị Hồng, e\u0301"), faint("“, hieß es.")},
			Speaker: "Řehoř Łukasiewicz", Role: "la présidente de l’Œuvre", Source: source, Note: note},
		"marks": {Words: []picture.Run{faint("«\u00a0"), strong("Ма́як і за́мок, сі́м’я, обʼє́кт, під\u2019їзд; x̌, q̃, ḗ, ṩ, g̈, y̆́, ậ; ﬁn, ﬂot, ĳs; l\u2019e\u0301te\u0301\u202f?"), faint("\u00a0», non\u2011dit.")},
			Speaker: "Óscar Ñan\u0303ez y̌", Role: "A\u030angstro\u0308m\u00a0№\u00a05", Source: source, Note: note},
		"french": {Words: []picture.Run{faint("La maire l’a redit : « "), strong("Qui donc paiera le nouveau phare du port ? Ce sera nous tous ! Mais oui, « nous »"), faint(" », selon Le Quai ; elle sourit.")},
			Speaker: "Anne Quéré", Role: "la maire", Source: source, Note: note},
		"long":       {Words: []picture.Run{faint("“"), strong(strings.TrimSpace(long)), faint("”")}, Speaker: "Ann Okonkwo", Role: "the harbour master", Source: source, Note: note},
		"paragraphs": {Words: []picture.Run{faint("“"), strong("The first boat left at dawn.\n“The second never did."), faint("” Ms Okonkwo added.")}, Speaker: "Ann Okonkwo", Source: source, Note: note},
	}
}

func plots() map[string]picture.Bars {
	return map[string]picture.Bars{
		"timeline": {Title: "lighthouse", Note: "Statements by month of publication, in 42 articles of this corpus", Axis: "statements", Write: strconv.Itoa,
			Bars: []picture.Bar{{"Jan 2022", 3}, {"Feb 2022", 0}, {"Mar 2022", 12}, {"Apr 2022", 5}, {"May 2022", 1}}},
		"timeline-full": {Title: "маяк", Note: "Висловлювання за місяцем публікації", Axis: "висловлювання", Write: strconv.Itoa,
			Bars: []picture.Bar{{"01.2022", 3}, {"02.2022", 0}, {"03.2022", 60}, {"04.2022", 5}, {"05.2022", 1}, {"06.2022", 1}, {"07.2022", 2}, {"08.2022", 3}, {"09.2022", 4}, {"10.2022", 9}, {"11.2022", 1}, {"12.2022", 2}}},
		"years": {Title: "buoys", Note: "In 1,234 articles of this corpus. More statements were found: only the first 60 are shown and counted.", Axis: "statements", Write: strconv.Itoa,
			Bars: []picture.Bar{{"1999–2000", 3}, {"2001–2002", 0}, {"2003–2004", 12}, {"2005–2006", 35}, {"2007–2008", 8}, {"2009–2010", 2}}},
		"hostile": {Title: "<script>alert(1)</script> **bold** @everyone <@1> [x](javascript:1) || spoiler ||", Note: "In %d articles {{.n}} \\n", Axis: "statements", Across: true, Write: strconv.Itoa,
			Bars: []picture.Bar{{"<b>Ann</b> **x** @everyone", 12}, {"Ма\u0301рко Сі\u0301м’я", 9}, {strings.Repeat("W", 300), 7}, {strings.Repeat("WWWWW ", 90), 5}, {"%s %d {value} {0}", 4}, {"two\nlines", 1}}},
		"one": {Title: "a topic", Note: "in 1 article of this corpus", Axis: "statements", Write: strconv.Itoa, Bars: []picture.Bar{{"2022", 1}}},
		"speakers": {Title: "Who speaks on the lighthouse", Note: "In 42 articles of this corpus", Axis: "statements", Across: true, Write: strconv.Itoa,
			Bars: []picture.Bar{{"Ann Okonkwo", 31}, {"Siobhán Ní Dhomhnaill", 12}, {"Їжакевич Євгенія", 9}, {"the Office of the Commissioner for Lighthouses and Buoys", 2}, {"Řehoř", 1}}},
	}
}

func TestCards(t *testing.T) {
	p := painter(t)
	for name, card := range cards() {
		t.Run(name, func(t *testing.T) {
			got, err := p.Card(card)
			if err != nil {
				t.Fatal(err)
			}
			likeGolden(t, "card-"+name, got)
		})
	}
}

func TestPlots(t *testing.T) {
	p := painter(t)
	for name, plot := range plots() {
		t.Run(name, func(t *testing.T) {
			got, err := p.Plot(plot)
			if err != nil {
				t.Fatal(err)
			}
			likeGolden(t, "plot-"+name, got)
		})
	}
}

// likeGolden compares a picture with the golden file, square by square.
func likeGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if golden.Update() {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if why := unlike(decode(t, got), decode(t, want)); why != "" {
		failed := filepath.Join(t.ArtifactDir(), name+".png")
		if err := os.WriteFile(failed, got, 0o644); err != nil {
			t.Error(err)
		}
		t.Errorf("the picture is not %s: %s; it is in %s", path, why, failed)
	}
}

func decode(t *testing.T, raw []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// How pictures may differ, which another rounding of floating point explains:
// the mean over a square of so many pixels, of 255.
const (
	square    = 16
	tolerance = 6.0
)

// unlike returns how two pictures visibly differ, or "".
func unlike(a, b image.Image) string {
	if a.Bounds() != b.Bounds() {
		return "it is " + a.Bounds().String() + " rather than " + b.Bounds().String()
	}
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y += square {
		for x := r.Min.X; x < r.Max.X; x += square {
			at := image.Rect(x, y, x+square, y+square).Intersect(r)
			if d := difference(a, b, at); d > tolerance {
				return "at " + at.String() + " it differs by " + strconv.FormatFloat(d, 'f', 1, 64)
			}
		}
	}
	return ""
}

func difference(a, b image.Image, at image.Rectangle) float64 {
	sum := 0.0
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			sum += (off(p.R, q.R) + off(p.G, q.G) + off(p.B, q.B)) / 3
		}
	}
	return sum / float64(at.Dx()*at.Dy())
}

func off(a, b uint8) float64 { return float64(max(a, b) - min(a, b)) }

func TestWhatNoCardHolds(t *testing.T) {
	p := painter(t)
	words := func(text string) picture.Card {
		return picture.Card{Words: []picture.Run{strong(text)}, Speaker: "Ann", Source: []string{"The Gazette"}, Note: "n"}
	}
	tests := []struct {
		name    string
		card    picture.Card
		tooLong bool
		rune    rune
	}{
		{"Chinese", words("他说"), false, '他'},
		{"Arabic", words("قال"), false, 'ق'},
		{"an emoji", words("fine 🙂"), false, '🙂'},
		{"a turned direction", words("abc\u202Edef"), false, '\u202E'},
		{"a zero-width space", words("abc\u200Bdef"), false, '\u200B'},
		{"a joiner", words("abc\u200Ddef"), false, '\u200D'},
		{"a control character", words("abc\x07def"), false, '\x07'},
		{"what is no UTF-8", words("abc\xffdef"), false, '\uFFFD'},
		{"a speaker in Chinese", picture.Card{Words: []picture.Run{strong("a")}, Speaker: "他"}, false, '他'},
		{"too many words", words(strings.Repeat("word ", 2000)), true, 0},
		{"a word of a megabyte", words(strings.Repeat("w", 1<<20)), true, 0},
		{"a speaker's word without end", picture.Card{Words: []picture.Run{strong("a")}, Speaker: strings.Repeat("w", 500)}, true, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.Card(tt.card)
			if got != nil || err == nil {
				t.Fatalf("it is drawn, want an error")
			}
			if errors.Is(err, picture.ErrTooLong) != tt.tooLong {
				t.Errorf("got %v, want ErrTooLong: %v", err, tt.tooLong)
			}
			if u, ok := errors.AsType[*picture.UnshowableError](err); ok != (tt.rune != 0) || ok && u.Rune != tt.rune {
				t.Errorf("got %v, want the character %q", err, tt.rune)
			}
		})
	}
}

// The letters of the languages that the bot speaks.
func TestLetters(t *testing.T) {
	p := painter(t)
	for language, letters := range map[string]string{
		"English":   "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 “”‘’—–…£€$%&§†",
		"German":    "ÄÖÜäöüßẞ „“‚‘»«",
		"French":    "ÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸ àâæçèéêëîïôœùûüÿ «»",
		"Ukrainian": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ’ʼ №",
	} {
		if _, err := p.Card(picture.Card{Words: []picture.Run{strong(letters)}, Speaker: letters, Source: []string{letters}, Note: letters}); err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}

func TestComparisonSeesALetter(t *testing.T) {
	p := painter(t)
	card := cards()["short"]
	first, err := p.Card(card)
	if err != nil {
		t.Fatal(err)
	}
	card.Speaker = "Ann Okonkvo"
	second, err := p.Card(card)
	if err != nil {
		t.Fatal(err)
	}
	if unlike(decode(t, first), decode(t, first)) != "" || unlike(decode(t, first), decode(t, second)) == "" {
		t.Error("a picture differs from itself, or not from one with another letter")
	}
}

func TestPlotsRefuse(t *testing.T) {
	p := painter(t)
	one := picture.Bars{Title: "t", Axis: "a", Write: strconv.Itoa, Bars: []picture.Bar{{"n", 1}}}
	for name, change := range map[string]func(*picture.Bars){
		"no bars":           func(b *picture.Bars) { b.Bars = nil },
		"too many bars":     func(b *picture.Bars) { b.Bars = make([]picture.Bar, picture.MaxBars+1) },
		"a title in Arabic": func(b *picture.Bars) { b.Title = "قال" },
		"a name in Chinese": func(b *picture.Bars) { b.Bars = []picture.Bar{{"他", 1}} },
		"a long word":       func(b *picture.Bars) { b.Title = strings.Repeat("w", 300) },
		"a long note":       func(b *picture.Bars) { b.Note = strings.Repeat("note\n", 79) },
		"a megabyte's name": func(b *picture.Bars) { b.Bars = []picture.Bar{{strings.Repeat("w", 1<<20), 1}} },
		"a name unseen":     func(b *picture.Bars) { b.Bars = []picture.Bar{{"a\u202Eb", 1}} },
		"less than nothing": func(b *picture.Bars) { b.Bars = []picture.Bar{{"n", -1}} },
		"too large":         func(b *picture.Bars) { b.Bars = []picture.Bar{{"n", picture.MaxNumber + 1}} },
	} {
		b := one
		change(&b)
		if got, err := p.Plot(b); err == nil || got != nil {
			t.Errorf("%s: it is drawn, want an error", name)
		}
	}
}

// Whatever is said, it is drawn within a picture's bounds or not at all.
func FuzzCard(f *testing.F) {
	for _, c := range cards() {
		f.Add(c.Words[0].Text, c.Speaker, c.Source[0])
	}
	f.Add("a"+strings.Repeat("\u0301", 3000), "x", "y")
	f.Add("\u202Eabc\u2066", "\u200B", "\x00")
	f.Add("\n\n \n", " ", "\n")
	f.Add(strings.Repeat("\n", 3999), "a", "b")
	f.Add("a", strings.Repeat("a ", 1900), strings.Repeat("\n", 3999))
	f.Add("<script>alert(1)</script> **b** @everyone", "<@1>", "]( )")
	p := painter(f)
	f.Fuzz(func(t *testing.T, words, speaker, source string) {
		got, err := p.Card(picture.Card{Words: []picture.Run{faint("“"), strong(words), faint("”")}, Speaker: speaker, Source: []string{source}, Note: "n"})
		if err != nil {
			unshowable, ok := errors.AsType[*picture.UnshowableError](err)
			if got != nil || !errors.Is(err, picture.ErrTooLong) && (!ok || !strings.ContainsRune(norm.NFC.String(words+"\n"+speaker+"\n"+source), unshowable.Rune)) {
				t.Fatalf("got a picture or %v, want nothing, for its length or a character", err)
			}
			return
		}
		size, err := png.DecodeConfig(bytes.NewReader(got))
		if err != nil || size.Width != picture.Width || size.Height > picture.MaxHeight || len(got) > 3<<20 {
			t.Fatalf("got %d bytes of %dx%d, %v", len(got), size.Width, size.Height, err)
		}
	})
}

// Whatever is counted, it is drawn within a picture's bounds or not at all.
func FuzzPlot(f *testing.F) {
	for _, b := range plots() {
		f.Add(b.Title, b.Note, b.Bars[0].Name, b.Bars[0].Number, uint8(len(b.Bars)), b.Across)
	}
	f.Add("<script>alert(1)</script>", "**n**", "@everyone", picture.MaxNumber, uint8(picture.MaxBars), false)
	f.Add("a"+strings.Repeat("\u0301", 3000), "x", "y"+strings.Repeat("\u0301", 3000), 1, uint8(3), true)
	f.Add("\u202Eabc\u2066", "\u200B", "\x00", -1, uint8(0), true)
	f.Add("\n\n \n", strings.Repeat("\n", 100), "\n \n", 0, uint8(2), false)
	f.Add("", "", "", 7, uint8(6), false)
	f.Add("t", strings.Repeat("wide ", 700), strings.Repeat("W", 4000), 1<<20, uint8(12), true)
	p := painter(f)
	f.Fuzz(func(t *testing.T, title, note, name string, number int, bars uint8, across bool) {
		plot := picture.Bars{Title: title, Note: note, Axis: "statements", Across: across, Write: strconv.Itoa}
		for i := range bars {
			plot.Bars = append(plot.Bars, picture.Bar{Name: name + strconv.Itoa(int(i)), Number: number / (int(i) + 1)})
		}
		got, err := p.Plot(plot)
		if err != nil {
			refused := bars == 0 || bars > picture.MaxBars || number < 0 || number > picture.MaxNumber
			unshowable, ok := errors.AsType[*picture.UnshowableError](err)
			if got != nil || !refused && !errors.Is(err, picture.ErrTooLong) && (!ok || !strings.ContainsRune(norm.NFC.String(title+"\n"+note+"\n"+name), unshowable.Rune)) {
				t.Fatalf("got a picture or %v, want nothing, for its length or a character", err)
			}
			return
		}
		size, err := png.DecodeConfig(bytes.NewReader(got))
		if err != nil || size.Width != picture.Width || size.Height > picture.MaxHeight || len(got) > 3<<20 {
			t.Fatalf("got %d bytes of %dx%d, %v", len(got), size.Width, size.Height, err)
		}
	})
}

// The memory for drawing or refusing a picture does not grow with the length of
// its texts.
func TestPicturesTakeBoundedMemory(t *testing.T) {
	p := painter(t)
	const megabyte, most = 1 << 20, 50 << 20
	texts := map[string]string{
		"a word of a megabyte": strings.Repeat("w", megabyte),
		"a megabyte of words":  strings.Repeat("word ", megabyte/5),
		"a megabyte of marks":  "a" + strings.Repeat("\u0301", megabyte/2),
		"a megabyte of lines":  strings.Repeat("\n", megabyte),
		"a megabyte of spaces": strings.Repeat(" ", megabyte),
		"a megabyte unseen":    strings.Repeat("\u202E", megabyte/3),
		"as much as is read":   strings.Repeat("Ő", 3999),
		"words as are read":    strings.Repeat("Wow ", 999),
		"lines as are read":    strings.Repeat("i\n", 1999),
		"a megabyte of bytes":  strings.Repeat("\xff", megabyte),
	}
	for name, text := range texts {
		draw := map[string]func() ([]byte, error){
			"words": func() ([]byte, error) {
				return p.Card(picture.Card{Words: []picture.Run{strong(text)}, Speaker: "Ann", Source: []string{"s"}, Note: "n"})
			},
			"source": func() ([]byte, error) {
				return p.Card(picture.Card{Words: []picture.Run{strong("w")}, Speaker: text, Role: text, Source: []string{text, text}, Note: text})
			},
			"title": func() ([]byte, error) {
				return p.Plot(picture.Bars{Title: text, Note: text, Axis: "a", Write: strconv.Itoa, Bars: []picture.Bar{{"n", 1}}})
			},
			"names": func() ([]byte, error) {
				return p.Plot(picture.Bars{Title: "t", Axis: "a", Across: true, Write: strconv.Itoa, Bars: slices.Repeat([]picture.Bar{{text, 1}}, picture.MaxBars)})
			},
		}
		for where, draw := range draw {
			t.Run(name+" as "+where, func(t *testing.T) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				_, err := draw()
				runtime.ReadMemStats(&after)
				if took := after.TotalAlloc - before.TotalAlloc; took > most {
					t.Errorf("it takes %d bytes (%v), at most %d are wanted", took, err, most)
				}
			})
		}
	}
}

func BenchmarkCard(b *testing.B) {
	p := painter(b)
	for name, card := range cards() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Card(card); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPlot(b *testing.B) {
	p := painter(b)
	for name, plot := range plots() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Plot(plot); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
