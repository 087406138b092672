package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// What people watch is told to them once, when the corpus brings it.
func TestWatches(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	discord := discordtest.New(t)
	guild := discord.Guild("Newsroom")
	ann := guild.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
	bob := guild.Member("bob")
	eva := guild.Member("eva", discordtest.Locale("de"))
	directly := discord.User("eva", discordtest.Locale("de"))
	direct := discord.User("bob")
	n := &newsroom{t: t, discord: discord, data: filepath.Join(t.TempDir(), "data")}
	n.start()
	s := shell{t, n.data}
	imports := func(lines ...string) {
		t.Helper()
		if status, out := s.types(strings.Join(lines, "\n"), "corpus", "import", "--guild", guild.ID(), "-"); status != cli.ExitDone {
			t.Fatalf("import: status %d, %s", status, out)
		}
	}
	imports(`{"id":"old","title":"Old","text":"“The old pier stays closed for repairs,” said Olga Brandt, the mayor."}`)
	n.asks(bob, "Which pier stays closed?", []string{"Olga Brandt"}, nil)

	news := guild.Channel("news")
	n.said(ann.Runs("watch", discordtest.Options{"topic": "pier repairs", "channel": news}).Reply(), "new statements on", "pier repairs", "#news")
	n.said(bob.Types("/watch speaker: Olga Brandt").Reply(), "told to you")
	n.said(eva.Types("/watch speaker: Olga Brandt").Reply(), "neue Aussagen")
	n.said(bob.Runs("watch", discordtest.Options{"topic": "pier", "channel": news}).Reply(), "manage")
	n.said(bob.Types("/watch").Reply(), "name a topic")
	n.said(bob.Types("/watches").Reply(), "pier repairs", "Olga Brandt")
	if other := ann.Types("/watches").Reply().Text(); strings.Contains(other, "Olga Brandt") {
		t.Errorf("ann sees what bob watches: %s", other)
	}

	imports(`{"id":"new","title":"New","text":"“The repairs of the pier will cost nine million,” said Olga Brandt, the mayor.\n\nThe weather was fine."}`)
	n.awaits(ann.In(news), "pier repairs", "nine million", "Olga Brandt")
	n.awaits(direct, "what Olga Brandt says", "nine million")
	n.awaits(directly, "Neu –", "nine million", "Berichtet, nicht überprüft") // in her language, whatever the server's
	n.restart()
	imports(`{"id":"new","title":"New","text":"“The repairs of the pier will cost nine million,” said Olga Brandt, the mayor.\n\n“The pier repairs begin in May,” said Peter Lang, a builder."}`)
	n.awaits(ann.In(news), "begin in May")
	posts := 0
	for _, m := range append(ann.In(news).Sees(), direct.Sees()...) {
		if strings.Contains(m.Text(), "stays closed") {
			t.Errorf("what was known is posted: %s", m.Text())
		}
		if strings.Contains(m.Text(), "nine million") {
			posts++
		}
	}
	if posts != 2 {
		t.Errorf("the new statement is posted %d times, want once for each watch", posts)
	}

	watched := bob.Completes("unwatch", "watch", "pier")
	if len(watched) != 1 {
		t.Fatalf("bob can end %v, want the channel's watch to be offered", watched)
	}
	n.said(bob.Runs("unwatch", discordtest.Options{"watch": watched[0].Value}).Reply(), "manage")
	n.said(ann.Runs("unwatch", discordtest.Options{"watch": watched[0].Value}).Reply(), "Ended")
	n.said(bob.Types("/forget-me").Reply(), "Your 1 watch is deleted")
	n.said(bob.Types("/watches").Reply(), "Nothing is watched")
	n.said(ann.Types("/corpus log").Reply(), "watch", "pier repairs")
}
