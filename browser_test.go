package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/corpus/store/storetest"
)

// browserPatience is how long a browser's test waits for what it looks for.
const browserPatience = 60 * time.Second

// chromium is where the browser is. The test is skipped without one, unless
// the environment says that it must not be.
func chromium(t *testing.T) string {
	t.Helper()
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
	log := new(lockedBuffer)
	p := program{
		getenv: func(name string) string {
			return map[string]string{"VERBATIM_DATA": data, "VERBATIM_PLAYGROUND": "127.0.0.1:0"}[name]
		},
		stdin: strings.NewReader(""), stdout: out, stderr: log, loopback: true, // without limits on what people ask: tests are quick
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		err := p.run(ctx, nil)
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

// openBrowser opens the playground in a browser.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	path := chromium(t)
	b := &browser{t: t, shots: t.ArtifactDir()}
	b.link, b.data = startPlayground(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en-US"))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	b.ctx = ctx
	var complaints lockedBuffer
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

// wide and tall are the window's size unless told otherwise, in pixels.
const wide, tall = 1360, 860

// resize changes the window's size, and the colours that its reader prefers.
func (b *browser) resize(width, height int64, colours string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1,
	}); err != nil {
		b.t.Fatalf("resize the window: %v", err)
	}
	media := emulation.SetEmulatedMediaParams{}
	if colours != "" {
		media.Features = []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}}
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatalf("prefer colours: %v", err)
	}
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
		b.shoot("failed")
		b.t.Fatalf("in the browser: %v: %.300s", err, expression)
	}
	return v
}

// see waits until an expression of JavaScript is true. The page's policy lets
// nothing be evaluated within it, so that the wait is evaluated from outside.
func (b *browser) see(condition string) {
	b.t.Helper()
	seen := evaluate[bool](b, fmt.Sprintf(`new Promise((resolve) => {
		const holds = () => Boolean(%s);
		const done = (seen) => { observer.disconnect(); clearInterval(timer); clearTimeout(late); resolve(seen); };
		const check = () => { if (holds()) done(true); };
		const observer = new MutationObserver(check);
		const timer = setInterval(check, 50);
		const late = setTimeout(() => done(false), %d);
		observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
		check();
	})`, condition, (browserPatience/2).Milliseconds()))
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

// keys types, as a person who has no mouse.
func (b *browser) keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// focused waits until the element that has the focus matches a selector.
func (b *browser) focused(selector string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`document.activeElement?.matches(%q)`, selector))
}

// click clicks the last element of the selector with that text, alone where there
// is one.
func (b *browser) click(selector, text string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q) && !e.disabled && e.ariaBusy !== 'true')`, selector, text))
	evaluate[bool](b, fmt.Sprintf(`(() => { const all = [...document.querySelectorAll(%[1]q)].filter((e) => e.textContent.includes(%[2]q) && !e.disabled && e.ariaBusy !== 'true'); const e = all.filter((e) => e.textContent.trim() === %[2]q).at(-1) ?? all.at(-1); e.scrollIntoView({block: 'nearest'}); e.focus?.(); e.click(); return true; })()`, selector, text))
}

// run types a command with its options and sends it.
func (b *browser) run(command string, options ...string) {
	b.t.Helper()
	b.begin(command)
	for i := 0; i+1 < len(options); i += 2 {
		b.fill(options[i], options[i+1])
	}
	b.click("#command button[type=submit]", "Send")
	b.see(`document.querySelector('#command').hidden`)
}

// begin chooses a command by typing it.
func (b *browser) begin(command string) {
	b.t.Helper()
	evaluate[bool](b, `(() => { const e = document.querySelector('#text'); e.value = ''; e.focus(); return true; })()`)
	b.keys("/" + command + " ")
	b.see(`!document.querySelector('#command').hidden`)
}

// fill fills in an option of the command that was begun.
func (b *browser) fill(option, value string) {
	b.t.Helper()
	input := fmt.Sprintf(`#command input[data-option=%q]`, option)
	if !evaluate[bool](b, fmt.Sprintf(`Boolean(document.querySelector(%q))`, input)) {
		b.click(fmt.Sprintf("#command .add[data-option=%q]", option), "")
	}
	evaluate[bool](b, fmt.Sprintf(`(() => { document.querySelector(%q).focus(); return true; })()`, input))
	b.keys(value)
}

// become switches to another person.
func (b *browser) become(name string) {
	b.t.Helper()
	b.click(".person", name)
	b.see(fmt.Sprintf(`document.querySelector('input[name=person]:checked').closest('.person').textContent.includes(%q) && document.querySelector('#app').dataset.ready === document.querySelector('input[name=person]:checked').value`, name))
}

// messages is how many messages the channel shows.
func (b *browser) messages() int {
	b.t.Helper()
	return evaluate[int](b, `document.querySelectorAll('.message').length`)
}

// shoot keeps a picture of the page with the test's artefacts.
func (b *browser) shoot(name string) {
	b.t.Helper()
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("no picture of the page: %v", err)
		return
	}
	path := filepath.Join(b.shots, name+".png")
	if err := os.WriteFile(path, shot, 0o600); err != nil {
		b.t.Logf("no picture of the page: %v", err)
	}
}

// looks are the ways in which the page is looked at.
func looks() []look {
	return []look{
		{"desktop-light", 1360, 860, "light"}, {"desktop-dark", 1360, 860, "dark"},
		{"phone-light", 390, 844, "light"}, {"phone-dark", 390, 844, "dark"},
	}
}

type look struct {
	name          string
	width, height int64
	colours       string
}

// each looks at the page in every way, checks that nothing keeps anybody from
// reading it, and keeps a picture.
func (b *browser) each(name string) {
	b.t.Helper()
	for _, l := range looks() {
		b.resize(l.width, l.height, l.colours)
		b.see(fmt.Sprintf(`innerWidth === %d && matchMedia('(prefers-color-scheme: %s)').matches`, l.width, l.colours))
		evaluate[float64](b, `document.querySelector('#log').scrollTop = 1e6`)
		b.shoot(name + "-" + l.name)
		b.accessible(name + ", " + l.name)
	}
	b.resize(wide, tall, "")
}

// accessible runs axe over the page and lists what it finds.
func (b *browser) accessible(what string) {
	b.t.Helper()
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	type violation struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML    string `json:"html"`
			Summary string `json:"failureSummary"`
		} `json:"nodes"`
	}
	evaluate[bool](b, string(axe)+";true")
	found := evaluate[[]violation](b, `axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)`)
	for _, v := range found {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: axe finds %s (%s) at %s: %s", what, v.ID, v.Help, n.HTML, strings.Join(strings.Fields(n.Summary), " "))
		}
	}
}

// lockedBuffer is a buffer that is written and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// shift presses Shift with a key until a condition holds.
func (b *browser) shift(key, condition string) {
	b.t.Helper()
	b.press(condition, chromedp.KeyEvent(key, chromedp.KeyModifiers(kb.ModifierShift)))
}

// tab presses Tab until a condition holds.
func (b *browser) tab(condition string) {
	b.t.Helper()
	b.press(condition, chromedp.KeyEvent(kb.Tab))
}

func (b *browser) press(condition string, key chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	const most = 80
	for range most {
		b.do(key)
		if evaluate[bool](b, "Boolean("+condition+")") {
			return
		}
	}
	b.t.Fatalf("after %d keys the focus is not where %s", most, condition)
}

// inputs fills in the inputs of the window that is open, and submits it.
func (b *browser) inputs(values ...string) {
	b.t.Helper()
	for i, v := range values {
		evaluate[bool](b, fmt.Sprintf(`(() => { document.querySelectorAll('#modal input, #modal textarea')[%d].focus(); return true; })()`, i))
		if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: v}); err != nil {
			b.t.Fatalf("type a text: %v", err)
		}
	}
	b.click("#modal button[type=submit]", "Submit")
	b.see(`!document.querySelector('#modal').open`)
}

// pick picks the option that holds a text in the newest message's menu.
func (b *browser) pick(menu, option string) {
	b.t.Helper()
	b.click(".message:last-child .select", menu)
	b.click(".message:last-child .select-list:not([hidden]) .option", option)
}

// asks puts a question until the answer holds a text: the index follows the store
// within two seconds.
func (b *browser) asks(question, want string) {
	b.t.Helper()
	for deadline := time.Now().Add(browserPatience / 2); time.Now().Before(deadline); {
		n := b.messages()
		b.run("ask", "question", question)
		b.see(fmt.Sprintf(`document.querySelectorAll('.message').length > %d && !document.querySelector('.message:last-child .message-thinking')`, n))
		if evaluate[bool](b, fmt.Sprintf(`document.querySelector('.message:last-child').textContent.includes(%q)`, want)) {
			return
		}
	}
	b.shoot("failed")
	b.t.Fatalf("%q is not answered with %q", question, want)
}
