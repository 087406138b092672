package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"verbatim/corpus/store/storetest"
	"verbatim/internal/cli"
)

// browserPatience is how long a browser's test waits for what it looks for.
const browserPatience = 60 * time.Second

// chromium is where the browser is. The test is skipped without one, unless
// the environment says that it must not be.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("browsers are left out with -short")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if storetest.Must("chromium") {
		t.Fatal("there is no Chromium: apt-get install chromium")
	}
	t.Skip("there is no Chromium: apt-get install chromium")
	return ""
}

// browser is a tab that shows the playground of a program of its own.
type browser struct {
	t     *testing.T
	ctx   context.Context //nolint:containedctx // chromedp keeps the tab in it
	link  string
	data  string
	shots string
}

// startPlayground runs the program as somebody without a token does, and returns
// its link and its data folder.
func startPlayground(t *testing.T) (link, data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	in, out := io.Pipe()
	log := new(locked)
	p := cli.Program{
		Getenv: func(name string) string {
			return map[string]string{"VERBATIM_DATA": data, "VERBATIM_PLAYGROUND": "127.0.0.1:0"}[name]
		},
		Stdin: strings.NewReader(""), Stdout: out, Stderr: log, Loopback: true, Grace: unhurried, // without limits on what people ask: tests are quick
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		err := p.Run(ctx, nil)
		out.CloseWithError(err)
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the playground ended with %v", err)
		}
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("the playground's log has errors:\n%s", log.String())
		}
	})
	first, err := bufio.NewReader(in).ReadString('\n')
	_, link, found := strings.Cut(strings.TrimSpace(first), "The playground is at ")
	if err != nil || !found {
		t.Fatalf("it prints %q, %v, want where the playground is; its log:\n%s", first, err, log.String())
	}
	go func() { _, _ = io.Copy(io.Discard, in) }()
	return link, data
}

// openBrowser opens the playground of a program of its own in a browser.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	path := chromium(t) // before anything is started
	link, data := startPlayground(t)
	return browse(t, path, link, data)
}

// browse opens a playground in the browser that is at a path.
func browse(t *testing.T, path, link, data string) *browser {
	t.Helper()
	b := &browser{t: t, link: link, data: data, shots: t.ArtifactDir()}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en-US"))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	b.ctx = ctx
	var complaints locked
	t.Cleanup(func() {
		if said := complaints.String(); said != "" {
			t.Errorf("the page's scripts complain:\n%s", said)
		}
	})
	if err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			_, _ = fmt.Fprintln(&complaints, (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == "error" {
				_, _ = fmt.Fprintf(&complaints, "console: %s\n", e.Args[0].Value)
			}
		}
	}); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	b.resize(wide, tall, "")
	b.do(chromedp.Navigate(b.link))
	b.see(`document.querySelector('#app').dataset.ready`)
	return b
}

// do does something in the browser, within its patience.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserPatience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.shoot("failed")
		b.t.Fatalf("in the browser: %v", err)
	}
}

// evaluate is what an expression of JavaScript comes to, or its promise.
func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserPatience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.unable(err, expression)
	}
	return v
}

// unable ends the test because the browser cannot tell what an expression comes to.
func (b *browser) unable(err error, expression string) {
	b.t.Helper()
	b.shoot("failed")
	b.t.Fatalf("in the browser: %v: %.300s", err, expression)
}

// left reports whether an expression has no answer because the page that it was
// put to made way for the next one.
func left(err error) bool {
	var refused *cdproto.Error
	return errors.As(err, &refused) && refused.Code == -32000 // Chromium's code for a target that is not what it was
}

// see waits until an expression of JavaScript is true, on this page or on the one
// that a link just followed leads to. The page's policy lets nothing be evaluated
// within it, so that the wait is evaluated from outside.
func (b *browser) see(condition string) {
	b.t.Helper()
	wait := fmt.Sprintf(`new Promise((resolve) => {
		const holds = () => Boolean(%s);
		const done = (seen) => { observer.disconnect(); clearInterval(timer); clearTimeout(late); resolve(seen); };
		const check = () => { if (holds()) done(true); };
		const observer = new MutationObserver(check);
		const timer = setInterval(check, 50);
		const late = setTimeout(() => done(false), %d);
		observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
		check();
	})`, condition, (browserPatience / 2).Milliseconds())
	ctx, cancel := context.WithTimeout(b.ctx, browserPatience)
	defer cancel()
	var seen bool
	var err error
	for {
		seen, err = chromedp.Run(ctx, chromedp.Evaluate[bool](wait, chromedp.EvalAwaitPromise))
		if !left(err) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		b.unable(err, condition)
	}
	if !seen {
		b.shoot("failed")
		b.t.Fatalf("never seen: %s; the page shows:\n%s", condition, evaluate[string](b, `document.body.innerText`))
	}
}

// reads waits until a text stands in an element.
func (b *browser) reads(selector, text string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q))`, selector, text))
}

// last waits until a text stands in the newest message.
func (b *browser) last(text string) {
	b.t.Helper()
	b.reads(".message:last-child", text)
}

// messages is how many messages the channel shows.
func (b *browser) messages() int {
	b.t.Helper()
	return evaluate[int](b, `document.querySelectorAll('.message').length`)
}
