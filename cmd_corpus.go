package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"text/tabwriter"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/store"
)

// corpusImport puts every article of a .jsonl file into the corpus, or none.
func (p *program) corpusImport(ctx context.Context, cfg *config.Config) error {
	name, guild := cfg.Corpus.Import.File, corpus.GuildID(cfg.Guild)
	return p.readFile(name, func(r io.Reader) error {
		file, err := rewindable(r)
		if err != nil {
			return err
		}
		if err := checkArticles(file, guild); err != nil {
			return err
		}
		return p.withStore(ctx, cfg, func(s *store.Store) error {
			if _, err := file.Seek(0, io.SeekStart); err != nil {
				return err
			}
			counts, err := s.PutAll(ctx, articles(file, guild))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(p.stdout, "%s: %d new, %d changed, %d unchanged\n", whose(guild), counts.New, counts.Changed, counts.Unchanged)
			return err
		})
	})
}

// rewindable is r where it is a regular file, else what r holds.
func rewindable(r io.Reader) (io.ReadSeeker, error) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, nil
		}
	}
	data, err := io.ReadAll(r)
	return bytes.NewReader(data), err
}

// mostFaults is how many of a file's faults are told at once.
const mostFaults = 10

// checkArticles reads the whole file before anything of it is stored, and
// tells what is wrong with it, line by line.
func checkArticles(r io.Reader, guild corpus.GuildID) error {
	var faults []string
	found, more := 0, 0
	seen := map[corpus.ArticleID]int{}
	for l, err := range lines(r) {
		if err == nil {
			var a corpus.Article
			if a, err = l.article(guild); err == nil {
				if first, twice := seen[a.ID]; twice {
					err = l.errorf("has the id %q of line %d", a.ID, first)
				}
				seen[a.ID] = l.number
			}
		}
		found++
		if err == nil {
			continue
		}
		if len(faults) == mostFaults {
			more++
			continue
		}
		faults = append(faults, err.Error())
	}
	switch {
	case found == 0:
		return errors.New("it holds no article: nothing is imported")
	case more > 0:
		faults = append(faults, fmt.Sprintf("and %d more", more))
	case len(faults) == 0:
		return nil
	}
	return fmt.Errorf("%s: nothing is imported, mend it and import it again", strings.Join(faults, "; "))
}

// articles are the articles of a .jsonl file; its first fault ends them.
func articles(r io.Reader, guild corpus.GuildID) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		for l, err := range lines(r) {
			var a corpus.Article
			if err == nil {
				a, err = l.article(guild)
			}
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

// article reads a line to import.
func (l line) article(guild corpus.GuildID) (corpus.Article, error) {
	var in struct {
		ID        corpus.ArticleID `json:"id"`
		Title     *string          `json:"title"`
		Text      string           `json:"text"`
		URL       string           `json:"url"`
		Publisher string           `json:"publisher"`
		Author    string           `json:"author"`
		Published string           `json:"published"`
		Language  string           `json:"language"`
	}
	if err := l.decode(&in); err != nil {
		return corpus.Article{}, err
	}
	if in.Title == nil {
		return corpus.Article{}, l.errorf(`has no "title" (it may be empty where it is unknown)`)
	}
	if in.ID == corpus.BuiltinID {
		return corpus.Article{}, l.errorf("has the id %q, which is the built-in article's", in.ID)
	}
	published, err := corpus.ParseDate(in.Published)
	if err != nil {
		return corpus.Article{}, l.errorf(`is not valid: "published": %w`, err)
	}
	a := corpus.Article{
		ID: in.ID, Guild: guild, Title: *in.Title, Publisher: in.Publisher, Author: in.Author, URL: in.URL,
		Published: published, Language: in.Language, Origin: corpus.OriginImported, Text: in.Text,
	}
	if err := a.Validate(); err != nil {
		return corpus.Article{}, l.errorf("is not valid: %w", err)
	}
	if strings.ContainsRune(a.Text, '\ufffd') && !bytes.ContainsRune(l.text, '\ufffd') && !bytes.Contains(bytes.ToLower(l.text), []byte(`\ufffd`)) {
		return corpus.Article{}, l.errorf(`is not valid: "text" has half of a surrogate pair`)
	}
	return a, nil
}

// listed is an article as the list prints it.
type listed struct {
	ID        corpus.ArticleID `json:"id"`
	Title     string           `json:"title"`
	Publisher string           `json:"publisher"`
	Author    string           `json:"author"`
	URL       string           `json:"url"`
	Published corpus.Date      `json:"published"`
	Language  string           `json:"language"`
	Origin    corpus.Origin    `json:"origin"`
	Bytes     int              `json:"bytes"`
}

// corpusList prints the articles of the corpus, without their texts.
func (p *program) corpusList(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	list := []listed{}
	err := p.withStore(ctx, cfg, func(s *store.Store) error {
		all, err := s.Articles(ctx, guild)
		for _, a := range all {
			if cfg.NoBuiltin && a.Origin == corpus.OriginBuiltin {
				continue
			}
			list = append(list, listed{a.ID, a.Title, a.Publisher, a.Author, a.URL, a.Published, a.Language, a.Origin, a.Bytes})
		}
		return err
	})
	if err != nil {
		return err
	}
	switch cfg.Corpus.List.Format {
	case config.JSON:
		return p.printJSON(list)
	case config.JSONL:
		for _, a := range list {
			if err := p.printJSON(a); err != nil {
				return err
			}
		}
		return nil
	}
	return p.printList(list, guild)
}

func (p *program) printList(list []listed, guild corpus.GuildID) error {
	if len(list) == 0 {
		_, err := fmt.Fprintf(p.stdout, "There is no article in %s.\n", whose(guild))
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ID\tBYTES\tPUBLISHED\tPUBLISHER\tTITLE") // Flush has the error
	for _, a := range list {
		day := a.Published.Day()
		if day == "" {
			day = "unknown"
		}
		publisher, title := a.Publisher, a.Title
		if a.Origin == corpus.OriginBuiltin {
			title = "built-in article"
		}
		if publisher == "" {
			publisher = "unknown"
		}
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", cell(string(a.ID)), a.Bytes, day, cell(publisher), cell(title))
	}
	return w.Flush()
}

// cell is s for one cell of a table.
func cell(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// corpusRemove takes articles out of the corpus.
func (p *program) corpusRemove(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withStore(ctx, cfg, func(s *store.Store) error {
		for _, name := range cfg.Corpus.Remove.Articles {
			id := corpus.ArticleID(name)
			if id == corpus.BuiltinID {
				return errors.New("the built-in article cannot be removed: --no-builtin leaves it out")
			}
			there, err := s.Remove(ctx, guild, id)
			if err != nil {
				return err
			}
			if !there {
				return fmt.Errorf("there is no article %q in %s: \"verbatim corpus list\" shows what is there", name, whose(guild))
			}
			if _, err := fmt.Fprintf(p.stdout, "removed %s from %s\n", cell(name), whose(guild)); err != nil {
				return err
			}
		}
		return nil
	})
}
