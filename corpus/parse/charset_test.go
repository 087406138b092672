package parse

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestDecode(t *testing.T) {
	const (
		german   = "Die Brücke ist gesperrt, sagte der Bürgermeister. „Für alle“, fügte er hinzu."
		russian  = "Мост закрыт до весны, сообщил мэр города. Жители недовольны решением и просят объяснений."
		japan    = "橋は春まで閉鎖されると市長が述べた。住民は不満を表明している。"
		chinese  = "市长表示，大桥将关闭至春季。居民对此表示不满。"
		korea    = "시장은 봄까지 다리를 폐쇄한다고 밝혔다. 주민들은 불만을 나타냈다."
		meta1251 = `<meta charset="windows-1251">`
	)
	as := func(e encoding.Encoding, text string) string {
		b, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	utf16 := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	late := "<!doctype html><!--" + strings.Repeat("-", 1500) + `--><meta charset="windows-1251">`
	tests := []struct{ name, body, contentType, want string }{
		{"UTF-8 that says so", german, "text/html; charset=utf-8", german},
		{"UTF-8 that says nothing", german, "text/html", german},
		{"UTF-8 that says Latin-1", german, "text/html; charset=iso-8859-1", german},
		{"UTF-8 that says Shift_JIS", german, "text/html; charset=shift_jis", german},
		{"UTF-8 with a mark", "\ufeff" + german, "text/html; charset=iso-8859-1", german},
		{"UTF-16 with a mark", as(utf16, german), "text/html; charset=utf-8", german},
		{"UTF-16 without one", as(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), german), "text/html; charset=utf-16le", german},
		{"Windows-1252 that says Latin-1", as(charmap.Windows1252, german), "text/html; charset=iso-8859-1", german},
		{"Windows-1252 that says UTF-8", as(charmap.Windows1252, german), "text/html; charset=utf-8", german},
		{"Windows-1252 that says nothing", as(charmap.Windows1252, german), "", german},
		{"Windows-1252 that says nonsense", as(charmap.Windows1252, german), "text/html; charset=klingon", german},
		{"Windows-1251 by its header", as(charmap.Windows1251, russian), "text/html; charset=windows-1251", russian},
		{"Windows-1251 by its meta", as(charmap.Windows1251, meta1251+russian), "text/html", meta1251 + russian},
		{"Windows-1251 by a late meta", as(charmap.Windows1251, late+russian), "text/html", late + russian},
		{"Windows-1251 that says UTF-8", as(charmap.Windows1251, russian+russian), "text/html; charset=utf-8", russian + russian},
		{"KOI8-R", as(charmap.KOI8R, russian), "text/html; charset=koi8-r", russian},
		{"Shift_JIS", as(japanese.ShiftJIS, japan), "text/html; charset=Shift_JIS", japan},
		{"EUC-JP that says UTF-8", as(japanese.EUCJP, strings.Repeat(japan, 5)), "text/html; charset=utf-8", strings.Repeat(japan, 5)},
		{"ISO-2022-JP", as(japanese.ISO2022JP, japan), "text/html; charset=iso-2022-jp", japan},
		{"GBK that says gb2312", as(simplifiedchinese.GBK, chinese), "text/html; charset=gb2312", chinese},
		{"EUC-KR", as(korean.EUCKR, korea), "text/html; charset=euc-kr", korea},
		{"an XML declaration", as(charmap.ISO8859_2, `<?xml version="1.0" encoding="ISO-8859-2"?><p>Městská rada</p>`), "", `<?xml version="1.0" encoding="ISO-8859-2"?><p>Městská rada</p>`},
		{"one broken byte in UTF-8", strings.Repeat(german, 30) + "\xff", "text/html; charset=utf-8", strings.Repeat(german, 30) + "\ufffd"},
		{"NUL and line ends", "a\x00b\r\nc\rd", "text/plain", "ab\nc\nd"},
		{"a charset without quotes closed", as(charmap.Windows1251, russian), `text/html; charset="windows-1251`, russian},
		{"nothing", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := decode([]byte(tt.body), tt.contentType); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("Stra\xdfe"), "text/html; charset=utf-8")
	f.Add([]byte("\xff\xfea\x00"), "")
	f.Add([]byte("<?xml encoding='x'?>"), "text/xml; charset=\"")
	f.Add([]byte("<meta charset=utf-16>\xe9"), "text/html")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got := decode(body, contentType)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\r") {
			t.Errorf("decode = %q", got)
		}
		_ = formOf(body, contentType)
	})
}
