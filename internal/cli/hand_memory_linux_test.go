package cli

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// Moderators of 20 servers refresh at the same moment, each a source that has
// become a page of 20 or 40 MB: few are read at once, and the others are told that
// they wait.
func TestManyRefreshOfLargePages(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	const servers, mostMemory = 20, 200 << 20
	var packed bytes.Buffer
	packing := gzip.NewWriter(&packed)
	writeLarge(packing, 40<<20)
	if err := packing.Close(); err != nil {
		t.Fatal(err)
	}
	large := false
	serve := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/page")); {
		case !strings.HasPrefix(r.URL.Path, "/page"):
			http.NotFound(w, r)
		case !large:
			_, _ = io.WriteString(w, sample)
		case n%2 == 0:
			writeLarge(w, 20<<20) // more than any article may have, in fewer bytes than any answer may have
		default:
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed.Bytes()) // the client may be gone
		}
	})
	var sites []string // hosts of their own, which are asked side by side
	for i := range servers {
		at, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.0.%d:0", 2+i))
		if err != nil {
			t.Fatal(err)
		}
		site := httptest.NewUnstartedServer(serve)
		_ = site.Listener.Close() // it has one of its own that is not used
		site.Listener = at
		site.Start()
		defer site.Close()
		sites = append(sites, site.URL)
	}

	p := Program{Stderr: t.Output(), Getenv: os.Getenv, Loopback: true}
	cfg := parseArgs(t, "corpus", "add", "--data", t.TempDir(), sites[0])
	readers, err := p.readers(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer readers.Close()
	err = p.withStore(t.Context(), cfg, func(s *store.Store) error {
		d, _, err := p.openService(cfg, s, serviceParts{readers: readers})
		if err != nil {
			return err
		}
		var added []corpus.Source
		for i := range servers {
			s, err := d.Add(t.Context(), "7", corpus.Source{
				Guild: corpus.GuildID(fmt.Sprint(81384788765712384 + i)), Location: fmt.Sprintf("%s/page%d", sites[i], i),
			}, nil)
			if err != nil {
				return err
			}
			added = append(added, s)
		}
		large = true
		before := forgetMostMemory(t)
		var all sync.WaitGroup
		var mu sync.Mutex
		waited := 0
		for _, s := range added {
			all.Go(func() {
				told := false
				runs, err := d.Refresh(t.Context(), "7", s.Guild, s.ID, func(p corpus.Progress) { told = told || p.Waiting })
				if err != nil || len(runs) != 1 {
					t.Errorf("%s: %+v, %v", s.Location, runs, err)
				}
				mu.Lock()
				defer mu.Unlock()
				if told {
					waited++
				}
			})
		}
		all.Wait()
		if waited < servers-8 {
			t.Errorf("%d were told that they wait, want at least %d", waited, servers-8)
		}
		if took := mostMemoryOf(t) - before; took > mostMemory {
			t.Errorf("this process took %d MB more for it, want at most %d", took>>20, mostMemory>>20)
		} else {
			t.Logf("this process took %d MB more for it", took>>20)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// writeLarge writes a page of about size bytes.
func writeLarge(w io.Writer, size int) {
	_, _ = io.WriteString(w, "<html><head><title>Large</title></head><body><article>") // the client may be gone
	paragraph := "<p>" + strings.Repeat("The council said on Monday that the harbour will reopen after two years of work. ", 50) + "</p>\n"
	for written := 0; written < size; written += len(paragraph) {
		if _, err := io.WriteString(w, paragraph); err != nil {
			return
		}
	}
}

// forgetMostMemory resets the peak, and returns the memory that this process
// uses now.
func forgetMostMemory(t *testing.T) int64 {
	t.Helper()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Skip(err)
	}
	return mostMemoryOf(t)
}

// mostMemoryOf is the most memory that this process has had.
func mostMemoryOf(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatal("the kernel does not say how much memory the process has had")
	return 0
}
