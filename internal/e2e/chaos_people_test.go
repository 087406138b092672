package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/discordtest"
)

// chaosRoom is a guild, those in it, and what they saw.
type chaosRoom struct {
	c         *chaos
	number    int
	guild     *discordtest.Guild
	moderator *discordtest.User
	members   []*discordtest.User
	random    *rand.Rand // the moderator's

	mu           sync.Mutex // guards what follows
	asked        []chaosQuestion
	published    int
	acknowledged map[int]bool
	tally        chaosTally
}

// chaosQuestion is a question that was put.
type chaosQuestion struct {
	at       time.Time
	answered time.Time // zero where it was not
}

// asking is how often somebody in a guild asks.
const asking = 500 * time.Millisecond

func (c *chaos) newRoom(n int) *chaosRoom {
	r := &chaosRoom{c: c, number: n, guild: c.discord.Guild(fmt.Sprint("Newsroom ", n)), acknowledged: map[int]bool{}}
	r.random = rand.New(rand.NewPCG(c.random.Uint64(), uint64(n)))
	r.moderator = r.guild.Member(fmt.Sprint("moderator ", n), discordtest.Permissions(discordtest.ManageGuild))
	for m := range 4 {
		r.members = append(r.members, r.guild.Member(fmt.Sprintf("member %d of %d", m, n)))
	}
	return r
}

// words are said in the room's article of that number, and nowhere else.
func (r *chaosRoom) words(article int) string {
	return fmt.Sprintf("The lamp of lighthouse %d in harbour %d burns again", article, r.number)
}

func (r *chaosRoom) path(article int) string { return fmt.Sprintf("/%d/%d", r.number, article) }

// publish puts an article on the room's page of the site and into its feed.
func (r *chaosRoom) publish() {
	n := r.published
	r.c.site.SetPage(r.path(n), fetchtest.Page{Title: fmt.Sprintf("Lighthouse %d", n), Paragraphs: []string{
		fmt.Sprintf("“%s,” said Ada Winter, its keeper.", r.words(n)),
		"It had been dark for eleven years, which ships that passed by night had complained of time and again.",
		"The council paid for the works, which took all summer and half of the autumn, out of what was left of the year before.",
	}})
	var paths []string
	for i := range n + 1 {
		paths = append(paths, r.path(n-i))
	}
	r.c.site.SetFeed(r.feed(), fmt.Sprintf("Harbour %d", r.number), paths[:min(len(paths), 40)]...)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.published++
}

// prepare gives the room its feed, an article and a watch.
func (r *chaosRoom) prepare() {
	r.c.t.Helper()
	r.publish()
	news := r.guild.Channel("news")
	r.moderator.Types("/corpus add url address: " + r.c.site.URL + r.feed())
	r.moderator.Awaits("the article", func(m discordtest.Message) bool { return strings.Contains(m.Text(), "1 article new") })
	r.acknowledged[0] = true
	r.moderator.Runs("watch", discordtest.Options{"topic": "lighthouse", "channel": news}).Reply()
}

// ask asks again and again, whatever became of the question before.
func (r *chaosRoom) ask() {
	tick := time.NewTicker(asking)
	defer tick.Stop()
	var waiting sync.WaitGroup
	defer waiting.Wait()
	for n := 0; ; n++ {
		select {
		case <-tick.C:
			waiting.Go(func() { r.askOnce(r.members[n%len(r.members)]) })
		case <-r.c.leave:
			return
		}
	}
}

func (r *chaosRoom) askOnce(u *discordtest.User) {
	q := chaosQuestion{at: time.Now()}
	it := u.Runs("ask", discordtest.Options{"question": "What did Ada Winter say about the lamp of lighthouse 0?"})
	reply, err := it.Wait(context.Background())
	text := chaosText(reply)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tally.asked++
	switch {
	case err != nil:
		r.tally.unanswered++
	case strings.Contains(text, r.words(0)):
		q.answered = time.Now()
		r.tally.answered++
	case strings.Contains(text, "Nothing in the corpus"):
		r.tally.lost++
		r.c.t.Errorf("at %v %s reads %q", q.at.Format(time.TimeOnly), u.Name(), text)
	default:
		r.tally.told++
	}
	if n := len(it.Followups()); n > 0 {
		r.tally.twice += n
		r.c.t.Errorf("%s reads %d follow-ups of an answer", u.Name(), n)
	}
	r.asked = append(r.asked, q)
}

// chaosText is what a message says.
func chaosText(m discordtest.Message) string {
	var out strings.Builder
	out.WriteString(m.Text())
	for _, e := range m.Embeds {
		out.WriteString("\n" + e.Description)
	}
	return out.String()
}

// moderate publishes articles and has them read, one after the other.
func (r *chaosRoom) moderate() {
	for {
		select {
		case <-time.After(15*time.Second + time.Duration(r.random.IntN(15_000))*time.Millisecond):
		case <-r.c.leave:
			return
		}
		r.publish()
		r.refresh()
	}
}

// refresh has the feed read, and notes what the bot says that it has stored.
func (r *chaosRoom) refresh() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	upTo := r.published
	it := r.moderator.Runs("corpus", discordtest.Options{"refresh": discordtest.Options{}})
	if _, err := it.Wait(ctx); err != nil {
		return
	}
	seen := func() bool {
		m, err := it.Wait(ctx)
		return err == nil && (strings.Contains(m.Text(), "article new") || strings.Contains(m.Text(), "articles new"))
	}
	for !seen() {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for n := range upTo {
		r.acknowledged[n] = true
	}
}

func (r *chaosRoom) answeredSince(t time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.asked, func(q chaosQuestion) bool { return q.at.After(t) && !q.answered.IsZero() })
}
