package bot

import (
	"slices"
	"sync"

	"verbatim/corpus"
)

// Jobs is the long work that this process is doing. The zero value is empty.
type Jobs struct {
	mu  sync.Mutex
	all []*job // the oldest first
}

// job is one piece of long work.
type job struct {
	guild corpus.GuildID

	mu       sync.Mutex
	progress corpus.Progress
	told     corpus.Progress // what news returned last
}

func (s *Jobs) begin(guild corpus.GuildID) *job {
	j := &job{guild: guild}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, j)
	return j
}

func (s *Jobs) end(j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = slices.DeleteFunc(s.all, func(have *job) bool { return have == j })
}

// Of lists how far each job of a guild is, the oldest first.
func (s *Jobs) Of(guild corpus.GuildID) []corpus.Progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []corpus.Progress
	for _, j := range s.all {
		if j.guild == guild {
			out = append(out, j.now())
		}
	}
	return out
}

// report records the progress of the job.
func (j *job) report(p corpus.Progress) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.progress = p
}

func (j *job) now() corpus.Progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.progress
}

// news returns the progress of the job, and whether it is new.
func (j *job) news() (p corpus.Progress, fresh bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	fresh = j.progress != j.told
	j.told = j.progress
	return j.progress, fresh
}
