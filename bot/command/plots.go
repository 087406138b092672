package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/picture"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// mostListed is how many answers /quote and /timeline list at most. /timeline counts
// them, too.
const mostListed = 60

// tally is a number with its name, in a chart and in the text beside it.
type tally = picture.Bar

// byTime counts answers by the month in which they were published. If a chart has too
// little room, it counts several years together. Answers without a date are left out.
// Periods without answers are included.
func byTime(answers []corpus.Answer) []tally {
	months := map[int]int{}
	first, last := 0, 0
	for _, a := range answers {
		day, known := a.Published.Time()
		if !known || a.Origin.Supplied() {
			continue
		}
		month := day.Year()*12 + int(day.Month()) - 1
		if len(months) == 0 {
			first, last = month, month
		}
		first, last = min(first, month), max(last, month)
		months[month]++
	}
	if len(months) == 0 {
		return nil
	}
	step := 1
	if last-first >= picture.MaxBars {
		years := last/12 - first/12 + 1
		step = 12 * ((years + picture.MaxBars - 1) / picture.MaxBars)
		first -= first % 12
	}
	out := make([]tally, (last-first)/step+1)
	for i := range out {
		out[i].Name = period(first+i*step, step)
	}
	for month, n := range months {
		out[(month-first)/step].Number += n
	}
	return out
}

// period returns the name of so many months from the first.
func period(first, months int) string {
	switch year := first / 12; months {
	case 1:
		return fmt.Sprintf("%04d-%02d", year, first%12+1)
	case 12:
		return strconv.Itoa(year)
	default:
		return fmt.Sprintf("%d–%d", year, year+months/12-1)
	}
}

// tell shortens a timeline to as many answers as it has room for. It notes their numbers
// as text, and says which answers are not counted.
func tell(f *render.Found) {
	var left []string
	if len(f.Answers) > mostListed {
		f.Answers = f.Answers[:mostListed]
		left = append(left, locale.FirstOnly(f.In, mostListed))
	}
	tallies := byTime(f.Answers)
	counted := 0
	for _, t := range tallies {
		counted += t.Number
	}
	if undated := len(f.Answers) - counted; counted > 0 && undated > 0 {
		left = append(left, locale.Undated(f.In, undated))
	}
	f.Left = strings.Join(left, " ")
	f.Note = strings.Trim(numbers(f.In, tallies)+"\n"+f.Left, "\n")
}

// numbers returns tallies as text.
func numbers(l *locale.Language, tallies []tally) string {
	var out []string
	for _, t := range tallies {
		out = append(out, l.About(t.Name, l.Number(t.Number)))
	}
	return l.List(out)
}

// countWithin bounds the time in which the articles of a guild are counted.
const countWithin = 2 * time.Second

// plotter draws the charts of answers.
type plotter struct{ *services }

// articles returns how many articles a guild sees. It is 0 if that is not known, because
// no answer is to fail when the store does.
func (h plotter) articles(ctx context.Context, guild corpus.GuildID) int {
	if h.corpus == nil {
		return 0
	}
	counting, cancel := context.WithTimeout(ctx, countWithin)
	defer cancel()
	n, err := h.corpus.Size(counting, guild)
	if err != nil {
		if ctx.Err() == nil {
			h.log.WarnContext(ctx, "the articles cannot be counted, so a plot does not say in how many its numbers are", "guild", guild, "error", err)
		}
		return 0
	}
	return n
}

// plotTimeline returns the chart of a timeline's answers, or no file if it cannot be
// drawn.
func (h plotter) plotTimeline(ctx context.Context, guild corpus.GuildID, f render.Found) []bot.File {
	tallies := byTime(f.Answers)
	if f.Mode != render.NameTimeline || len(tallies) == 0 {
		return nil
	}
	return h.plot(ctx, f.In, plotted{
		title: f.Text, general: locale.PhraseOverTime, articles: h.articles(ctx, guild), left: f.Left, tallies: tallies, name: fileTimeline,
	})
}

// plotSpeakers returns the chart of the speakers that speak most, or no file if it cannot
// be drawn.
func (h plotter) plotSpeakers(ctx context.Context, l *locale.Language, topic string, counted []corpus.SpeakerCount, articles int) []bot.File {
	var tallies []tally
	for _, s := range counted[:min(len(counted), picture.MaxBars)] {
		if name := markdown.Shorten(s.Name, roomBar); name != "" {
			tallies = append(tallies, tally{Name: name, Number: s.Statements})
		}
	}
	if len(tallies) == 0 {
		return nil
	}
	if topic == "" {
		topic = l.Say(locale.LabelWhoSpeaks)
	}
	return h.plot(ctx, l, plotted{
		title: topic, general: locale.PhraseWhoOnTopic, articles: articles, tallies: tallies, name: fileSpeakers, across: true,
	})
}

// plotted is the contents of a chart.
type plotted struct {
	title    string
	general  locale.Phrase // in place of a title that cannot be drawn
	articles int           // in how many it is counted, 0 if that is not known
	left     string        // which answers are not counted, "" if all are
	tallies  []tally
	name     string // of the file
	across   bool
}

// bars returns the chart with its texts.
func (p plotted) bars(l *locale.Language) picture.Bars {
	bars := picture.Bars{
		Title: markdown.Shorten(p.title, roomPlotTitle), Note: p.left, Axis: l.Say(locale.LabelStatements), Across: p.across, Bars: p.tallies, Write: l.Number,
	}
	if p.articles > 0 {
		bars.Note = strings.TrimSpace(locale.InArticles(l, p.articles) + " " + p.left)
	}
	return bars
}

// plot draws a chart. If that fails, the answer goes without it, and the log has the
// error but never the question.
func (h plotter) plot(ctx context.Context, l *locale.Language, p plotted) []bot.File {
	bars := p.bars(l)
	data, err := h.drawBars(ctx, l, bars)
	if undrawable(err) {
		h.log.Info("a plot has another title than what was asked for", "plot", p.name, "error", err)
		bars.Title = l.Say(p.general)
		data, err = h.drawBars(ctx, l, bars)
	}
	if err != nil {
		if undrawable(err) || errors.Is(err, bot.ErrOverloaded) {
			h.log.Info("an answer goes without its plot", "plot", p.name, "error", err) // it is due to the text or to the load
		} else {
			h.log.Error("an answer goes without its plot", "plot", p.name, "error", err)
		}
		return nil
	}
	return []bot.File{{Name: p.name, Type: typePNG, Data: data, Alt: altOfBars(l, bars)}}
}

// drawBars draws a chart, unless its description would be too long.
func (h plotter) drawBars(ctx context.Context, l *locale.Language, bars picture.Bars) ([]byte, error) {
	if markdown.Units(altOfBars(l, bars)) > markdown.MaxAlt { // who cannot see the picture must be able to read all of it
		return nil, picture.ErrTooLong
	}
	return h.draw(ctx, func() ([]byte, error) { return h.painter.Plot(bars) })
}

// altOfBars returns the description of a chart, which holds all of its text and numbers.
func altOfBars(l *locale.Language, bars picture.Bars) string {
	return strings.TrimSpace(l.About(bars.Title+" ("+bars.Axis+")", numbers(l, bars.Bars)) + ". " + bars.Note)
}

// How long the title of a chart and the name of a bar may be, in units.
const (
	roomPlotTitle = 120
	roomBar       = 40
)
