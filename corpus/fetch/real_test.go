package fetch
import ("testing";"os";"path/filepath";"net/url";"time";"strings";"errors";"verbatim/corpus")
func TestReal(t *testing.T) {
	dir := os.Getenv("PAGES"); files, _ := filepath.Glob(dir+"/*.html"); more,_ := filepath.Glob(os.Getenv("PAGES2")+"/*/source.html"); files = append(files, more...)
	u,_ := url.Parse("https://www.example.com/a/b"); var ok, no, title, author, date, lang, pub int; t0:=time.Now(); var slow time.Duration; slowf:=""; repl:=0
	for _, fn := range files { b,_ := os.ReadFile(fn); t1:=time.Now(); s := decode(b,"text/html"); if strings.Count(s,"\ufffd")>5 {repl++; t.Log("replacement chars", strings.Count(s,"\ufffd"), fn)}
		p, err := parsePage(s,u); if d:=time.Since(t1); d>slow {slow=d; slowf=fn}
		if err!=nil { no++; if !errors.Is(err, corpus.ErrNoText) {t.Log(fn, err)}; continue }
		ok++; checkText(t,p.text); if p.title!="" {title++}; if p.author!="" {author++}; if p.published!="" {date++}; if p.language!=""{lang++}; if p.publisher!=""{pub++}
		if len(p.author)>80 { t.Log("author", p.author) }
	}
	t.Logf("%d files ok %d none %d title %d author %d date %d lang %d publisher %d in %v slowest %v %s", len(files), ok,no,title,author,date,lang,pub,time.Since(t0),slow,slowf)
}
