package e2e

import (
	"fmt"
	"slices"
	"time"
)

// disturbance is something that happens to those who run a bot.
type disturbance struct {
	name    string
	disturb func(*chaos)
}

var disturbances = []disturbance{
	{"a process is killed and started again", func(c *chaos) { c.killProcess(time.Duration(c.random.IntN(5000)) * time.Millisecond) }},
	{"PostgreSQL is killed", (*chaos).killServer},
	{"a process is stopped for a while", (*chaos).stopProcess},
	{"connections are broken", (*chaos).breakConnections},
	{"PostgreSQL's disk is slow", (*chaos).slowDisk},
	{"a process is killed and stays away", func(c *chaos) { c.killProcess(25 * time.Second) }},
	{"a process is cut off", (*chaos).cutOff},
}

func (c *chaos) anyProcess() *chaosProcess { return c.processes[c.random.IntN(len(c.processes))] }

func (c *chaos) killProcess(away time.Duration) {
	p := c.anyProcess()
	p.kill()
	time.Sleep(away)
	p.start()
}

func (c *chaos) killServer() {
	c.postgres.Kill(c.t)
	time.Sleep(time.Duration(c.random.IntN(20_000)) * time.Millisecond)
	c.postgres.Start(c.t)
}

func (c *chaos) stopProcess() {
	p := c.anyProcess()
	p.signal(pauseSignal)
	time.Sleep(20*time.Second + time.Duration(c.random.IntN(10_000))*time.Millisecond)
	p.signal(continueSignal)
}

func (c *chaos) breakConnections() {
	for range 5 {
		c.anyProcess().proxy.Reset()
		time.Sleep(time.Duration(c.random.IntN(500)) * time.Millisecond)
	}
}

func (c *chaos) cutOff() {
	p := c.anyProcess()
	p.proxy.Swallow()
	time.Sleep(25 * time.Second)
	p.proxy.Restore()
}

// slowDisk has PostgreSQL wait with each commit before it flushes, as long as
// it can be told to.
func (c *chaos) slowDisk() {
	tell := func(statements ...string) {
		for _, s := range statements {
			c.postgres.Execute(c.t, c.database, s)
		}
		c.postgres.Execute(c.t, c.database, `SELECT pg_reload_conf()`)
	}
	tell(`ALTER SYSTEM SET commit_delay = 100000`, `ALTER SYSTEM SET commit_siblings = 0`)
	time.Sleep(15 * time.Second)
	tell(`ALTER SYSTEM RESET ALL`)
}

// untilWell waits until each shard has one owner, and each guild has been
// answered since.
func (c *chaos) untilWell() {
	c.t.Helper()
	c.owned()
	since := time.Now()
	for limit := time.After(2 * time.Minute); ; {
		if !slices.ContainsFunc(c.rooms, func(r *chaosRoom) bool { return !r.answeredSince(since) }) {
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-limit:
			c.t.Fatal("a guild is not answered again")
		}
	}
}

// endRound adds up how long people waited.
func (c *chaos) endRound() {
	for _, r := range c.rooms {
		if pause := r.pause(); pause > 0 {
			c.pauses = append(c.pauses, pause)
		} else {
			c.quiet++
		}
	}
}

// spread is the median and the worst.
func spread(all []time.Duration) string {
	if len(all) == 0 {
		return "none"
	}
	slices.Sort(all)
	return fmt.Sprintf("%d times, p50 %v, worst %v", len(all), all[len(all)/2].Round(10*time.Millisecond), all[len(all)-1].Round(10*time.Millisecond))
}
