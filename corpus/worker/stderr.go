package worker

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
)

// How much of a child's standard error is kept, in bytes, and how much is
// shown.
const (
	maxSaid   = 16 << 10
	maxReason = 200
)

// stderrHead keeps the beginning of a child's standard error. When the runtime
// fails, it prints the reason first and then the stacks.
type stderrHead struct {
	mu     sync.Mutex // guards buffer
	buffer bytes.Buffer
}

// Write implements io.Writer. It never fails.
func (h *stderrHead) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Write(p[:min(len(p), maxSaid-h.buffer.Len())])
	return len(p), nil
}

func (h *stderrHead) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Reset()
}

func (h *stderrHead) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.buffer.String()
}

// reason returns the line in which Go's runtime says why the child ended, or
// "". The document may have influenced it, so it is cut to one short printable
// line.
func (h *stderrHead) reason() string {
	for line := range strings.Lines(h.text()) {
		for _, begin := range []string{"fatal error: ", "panic: ", "runtime: out of memory", "SIG"} {
			if strings.HasPrefix(line, begin) {
				return printable(line)
			}
		}
	}
	return ""
}

// first returns the first line that is not blank.
func (h *stderrHead) first() string {
	for line := range strings.Lines(h.text()) {
		if said := printable(line); said != "" {
			return said
		}
	}
	return ""
}

func printable(line string) string {
	line = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(line, " "))
	if runes := []rune(line); len(runes) > maxReason {
		line = string(runes[:maxReason]) + "…"
	}
	return strings.TrimSpace(line)
}
