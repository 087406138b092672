package cli

import (
	"context"
	"fmt"
	"runtime"

	"verbatim/config"
	"verbatim/corpus/parse"
)

// sample is a page for the doctor to read.
const sample = `<!doctype html><title>A sample</title><article><h1>A sample</h1>
<p>The harbour will reopen on Monday, the mayor said, after three weeks of work on its gates and on both of the bridges that lead to it.</p>
<p>“Ships can come in again, and so can the ferries to the islands,” she told the council, which had asked for a date since the storm.</p>
</article>`

// examineReaders starts a reader, lets it read a page, and says how it is
// confined.
func (p *Program) examineReaders(ctx context.Context, f *findings, cfg *config.Config) {
	const check = "readers"
	pool, err := p.readers(cfg, nil)
	if err != nil {
		f.failed(check, err)
		return
	}
	defer pool.Close()
	held, err := pool.Probe(ctx)
	if err == nil {
		_, err = parse.NewClient(pool.Do).Page(ctx, parse.PageRequest{
			Document: parse.Document{Body: []byte(sample)}, ContentType: "text/html", URL: "https://sample.example/",
		})
	}
	if err != nil {
		f.err(check, "pages, feeds and files cannot be read: "+err.Error(),
			"let the user that the bot runs as start the program, and give it room for another process")
		return
	}
	says := fmt.Sprintf("a reader can start and read a page; it is limited to %d MB by ", cfg.ReaderMemory)
	if held.Kernel {
		says += "the system"
	} else {
		says += "a watchdog (" + held.Memory + ")"
	}
	switch {
	case held.Filter:
		f.ok(check, says+", and a system call filter denies it the network, files and other programs")
	case runtime.GOOS != "linux":
		f.ok(check, says+"; it has no system call filter, since this operating system has none")
	default:
		f.warn(check, says+"; it could not install its system call filter: "+held.Reach,
			"allow the system call seccomp, as deploy/verbatim.service does")
	}
}
