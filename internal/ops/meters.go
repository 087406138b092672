package ops

import (
	"errors"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"verbatim/corpus"
)

// meters holds the metrics that are counted as things happen.
type meters struct {
	begun         prometheus.Gauge
	interactions  *prometheus.CounterVec
	firstResponse *prometheus.HistogramVec
	unread        *prometheus.CounterVec
	search        prometheus.Histogram
	questions     *prometheus.CounterVec
	reading       prometheus.Histogram
	readingQueue  prometheus.Gauge
	render        prometheus.Histogram
	reply         *prometheus.HistogramVec
	requests      *prometheus.CounterVec
	waits         *prometheus.HistogramVec
	connects      prometheus.Counter
	refreshes     *prometheus.CounterVec
	refreshTime   prometheus.Histogram
	articles      *prometheus.CounterVec
	queued        prometheus.Histogram
	aside         prometheus.Counter
	pages         *prometheus.HistogramVec
	damaged       *prometheus.CounterVec
	leftOut       prometheus.Counter
	refused       *prometheus.CounterVec
	dropped       *prometheus.CounterVec
	documents     *prometheus.CounterVec
	documentTime  prometheus.Histogram
	readers       *prometheus.CounterVec
}

// Buckets of the histograms, in seconds. They include the limits that matter: 3
// s for Discord's first response, 15 minutes for a token, 8 s for a page.
var (
	fineBuckets     = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5}
	replyBuckets    = []float64{.01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 10, 30, 120, 840}
	waitBuckets     = []float64{.05, .1, .25, .5, 1, 2.5, 5, 15, 60, 300}
	pageBuckets     = []float64{.0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 8}
	documentBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 20, 60}
	refreshBuckets  = []float64{.1, .25, .5, 1, 2.5, 5, 15, 60, 300, 1800}
)

func newMeters(r *prometheus.Registry, version string) meters {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
		r.MustRegister(h)
		return h
	}
	single := func(name, help string, buckets []float64) prometheus.Histogram {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
		r.MustRegister(h)
		return h
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "verbatim_build_info", Help: "The running version; always 1."}, []string{"version", "go_version"})
	build.WithLabelValues(version, runtime.Version()).Set(1)
	m := meters{
		documents:     counter("verbatim_reader_documents_total", "Fetched pages, feeds, robots files and supplied files that were given to a reader (a process of its own), by result: read, refused (with an error that says what is wrong), costly (it exceeded a limit or ended the reader), canceled, failed (for another reason).", "result"),
		documentTime:  single("verbatim_reader_document_seconds", "How long it took to read documents, including the wait for a reader.", documentBuckets),
		readers:       counter("verbatim_reader_ends_total", "Readers that ended, by reason: memory, time, crash and nonsense are caused by a document; killed and oom (the system was out of memory) are not; canceled, worn (replaced after much work), idle and closed are normal; start means that the reader could not be started.", "reason"),
		begun:         prometheus.NewGauge(prometheus.GaugeOpts{Name: "verbatim_interactions_in_flight", Help: "Interactions that are being handled."}),
		interactions:  counter("verbatim_interactions_total", "Interactions that were handled, by command, kind of interaction, and outcome.", "command", "kind", "outcome"),
		firstResponse: histogram("verbatim_first_response_seconds", "How long users waited for the first response, from the interaction's arrival; Discord gives up after 3 s.", replyBuckets, "kind"),
		unread:        counter("verbatim_interactions_unread_total", "Interactions with a part that was not understood, by part: component, option, context and interaction have an unknown type, field has an unexpected form, depth is too many elements or too deep nesting.", "what"),
		search:        single("verbatim_search_duration_seconds", "How long searches of the index took.", fineBuckets),
		questions:     counter("verbatim_questions_total", "Questions that were searched for, by reading: read (the best statements were read with the question), words (words alone settled it), skipped (too much was being read), off (there is no reader).", "reading"),
		reading:       single("verbatim_reading_seconds", "How long it took to read the best statements with a question, without the wait.", fineBuckets),
		readingQueue:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "verbatim_reading_queue", Help: "Questions that wait until their best statements can be read."}),
		render:        single("verbatim_render_duration_seconds", "How long it took to turn answers into messages.", fineBuckets),
		reply:         histogram("verbatim_reply_duration_seconds", "How long it took to send messages to Discord, including all waits and repetitions, by step.", replyBuckets, "step"),
		requests:      counter("verbatim_discord_requests_total", "HTTP requests sent to Discord, including repetitions, by the class of the answer's status; 429 has its own class, none means that no answer came.", "status"),
		waits:         histogram("verbatim_discord_wait_seconds", "How long requests to Discord were held back, by reason: rate_limit (Discord's 429), retry (Discord failed), refusals (Discord refused too many requests lately).", waitBuckets, "reason"),
		connects:      prometheus.NewCounter(prometheus.CounterOpts{Name: "verbatim_gateway_connects_total", Help: "Connections to Discord's gateway that were established, of all shards."}),
		refreshes:     counter("verbatim_refreshes_total", "Refreshes of sources that ended, by trigger and result.", "trigger", "result"),
		refreshTime:   single("verbatim_refresh_duration_seconds", "How long refreshes of sources took.", refreshBuckets),
		articles:      counter("verbatim_refresh_articles_total", "Articles found by refreshes, by change; failed counts pages that could not be read.", "change"),
		queued:        single("verbatim_refresh_wait_seconds", "How long readings that people asked for waited for their turn.", waitBuckets),
		aside:         prometheus.NewCounter(prometheus.CounterOpts{Name: "verbatim_documents_set_aside_total", Help: "Documents of sources that were set aside because reading them ended a reader twice in a row."}),
		pages:         histogram("verbatim_evidence_page_seconds", "How long evidence pages took, including the wait for their turn, by the status of the answer.", pageBuckets, "status"),
		damaged:       counter("verbatim_index_damaged_articles_total", "Articles with unreadable data in the index, by state: found, mended (indexed again), left_out (indexing again did not help).", "state"),
		leftOut:       prometheus.NewCounter(prometheus.CounterOpts{Name: "verbatim_index_left_out_articles_total", Help: "Articles that could not be indexed and are left out until they change."}),
		refused:       counter("verbatim_http_refused_total", "Requests to the HTTP endpoint that were refused, by the status of the answer and by reason.", "status", "reason"),
		dropped:       counter("verbatim_http_dropped_total", "Connections that the HTTP endpoint closed, by reason: idle, waiting (its headers had not arrived) and busy were closed for new ones when all connections were in use, address was closed for a new one of the same address, silent did not send its headers in time.", "reason"),
	}
	r.MustRegister(build, m.begun, m.readingQueue, m.connects, m.aside, m.leftOut,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.begin()
	return m
}

// Results of a refresh, and changes of articles.
const (
	refreshChanged   = "changed"
	refreshUnchanged = "unchanged"
	refreshPartial   = "partial"   // part of the source could not be read
	refreshFailed    = "failed"    // no part of the source could be read
	refreshAway      = "away"      // the store was down
	refreshBusy      = "busy"      // another process is refreshing the source
	refreshBroken    = "stopped"   // it ended early; the log says why
	changeNew        = "new"       // articles
	changeChanged    = "changed"   // articles
	changeSame       = "unchanged" // articles
	changeGone       = "gone"      // articles
	changeFailed     = "failed"    // pages
)

// begin creates the series of rare events with the value 0, so that a query
// sees the first increase.
func (m *meters) begin() {
	for _, trigger := range []corpus.Trigger{corpus.TriggerSchedule, corpus.TriggerPerson, corpus.TriggerAdded} {
		for _, result := range []string{refreshChanged, refreshUnchanged, refreshPartial, refreshFailed, refreshAway, refreshBusy, refreshBroken} {
			m.refreshes.WithLabelValues(string(trigger), result)
		}
	}
	for _, change := range []string{changeNew, changeChanged, changeSame, changeGone, changeFailed} {
		m.articles.WithLabelValues(change)
	}
	for _, reason := range []string{"rate_limit", "retry", "refusals"} {
		m.waits.WithLabelValues(reason)
	}
	for _, how := range []string{"read", "words", "skipped", "off"} {
		m.questions.WithLabelValues(how)
	}
	for _, state := range []string{"found", "mended", "left_out"} {
		m.damaged.WithLabelValues(state)
	}
	for _, status := range []string{"200", "404", "500", "503"} {
		m.pages.WithLabelValues(status)
	}
	for _, what := range []string{"component", "field", "depth", "option", "context", "interaction"} {
		m.unread.WithLabelValues(what)
	}
	for _, reason := range []string{"idle", "waiting", "busy", "address", "silent"} {
		m.dropped.WithLabelValues(reason)
	}
	for reason, status := range map[string]string{"signature": "401", "clock": "401", "replay": "401", "slow": "408", "displaced": "503", "overload": "503"} {
		m.refused.WithLabelValues(status, reason)
	}
	for _, result := range []string{"read", "refused", "costly", "canceled", "failed"} {
		m.documents.WithLabelValues(result)
	}
	for _, reason := range []string{"memory", "time", "crash", "nonsense", "killed", "oom", "canceled", "worn", "idle", "closed", "start"} {
		m.readers.WithLabelValues(reason)
	}
	for _, class := range []string{"2xx", "4xx", "429", "5xx", "none"} {
		m.requests.WithLabelValues(class)
	}
}

// Begun counts an interaction that has arrived.
func (m *Monitor) Begun() { m.meters.begun.Inc() }

// Handled counts an interaction that has ended. first is how long its user
// waited for the first response, or 0 if there was no response.
func (m *Monitor) Handled(command, kind, outcome string, first time.Duration) {
	m.meters.begun.Dec()
	m.meters.interactions.WithLabelValues(command, kind, outcome).Inc()
	if first > 0 {
		m.meters.firstResponse.WithLabelValues(kind).Observe(first.Seconds())
	}
}

// Unread counts an interaction that was not understood completely.
func (m *Monitor) Unread(what string) { m.meters.unread.WithLabelValues(what).Inc() }

// Refused counts a request that the HTTP endpoint refused, by the status of its
// answer and one of about a dozen reasons.
func (m *Monitor) Refused(status int, reason string) {
	m.meters.refused.WithLabelValues(strconv.Itoa(status), reason).Inc()
}

// Dropped counts a connection that the HTTP endpoint closed.
func (m *Monitor) Dropped(reason string) { m.meters.dropped.WithLabelValues(reason).Inc() }

// Searched records how long a search of the index took.
func (m *Monitor) Searched(took time.Duration) { m.meters.search.Observe(took.Seconds()) }

// Answered counts a question by how it was answered: "read", "words", "skipped" or "off".
func (m *Monitor) Answered(reading string) { m.meters.questions.WithLabelValues(reading).Inc() }

// ReadFor records how long reading one question's best statements took.
func (m *Monitor) ReadFor(took time.Duration) { m.meters.reading.Observe(took.Seconds()) }

// ReadingQueue records how many questions wait for their reading.
func (m *Monitor) ReadingQueue(waiting int) { m.meters.readingQueue.Set(float64(waiting)) }

// Rendered records how long making a message took.
func (m *Monitor) Rendered(took time.Duration) { m.meters.render.Observe(took.Seconds()) }

// Replied records how long sending a message to Discord took.
func (m *Monitor) Replied(step string, took time.Duration) {
	m.meters.reply.WithLabelValues(step).Observe(took.Seconds())
}

// Damaged counts an article with unreadable data in the index, by what was done
// about it.
func (m *Monitor) Damaged(state string) { m.meters.damaged.WithLabelValues(state).Inc() }

// LeftOut counts an article that could not be indexed.
func (m *Monitor) LeftOut() { m.meters.leftOut.Inc() }

// Requested counts an HTTP request to Discord by the status of its answer, 0 if
// no answer came.
func (m *Monitor) Requested(status int) {
	class := strconv.Itoa(status/100) + "xx"
	switch {
	case status == 429:
		class = "429"
	case status < 100 || status > 599:
		class = "none"
	}
	m.meters.requests.WithLabelValues(class).Inc()
}

// Waited records how long a request to Discord was held back.
func (m *Monitor) Waited(reason string, wait time.Duration) {
	m.meters.waits.WithLabelValues(reason).Observe(wait.Seconds())
}

// Paged records how long an evidence page took, by the status of the answer.
func (m *Monitor) Paged(status int, took time.Duration) {
	m.meters.pages.WithLabelValues(strconv.Itoa(status)).Observe(took.Seconds())
}

// DocumentRead counts a document by its result, and records how long it took.
func (m *Monitor) DocumentRead(result string, took time.Duration) {
	m.meters.documents.WithLabelValues(result).Inc()
	m.meters.documentTime.Observe(took.Seconds())
}

// ReaderEnded counts a reader that has ended, by reason.
func (m *Monitor) ReaderEnded(reason string) { m.meters.readers.WithLabelValues(reason).Inc() }

// Refreshed counts a refresh that has ended.
func (m *Monitor) Refreshed(run corpus.Run, err error, took time.Duration) {
	m.meters.refreshes.WithLabelValues(string(run.Trigger), refreshResult(run, err)).Inc()
	m.meters.refreshTime.Observe(took.Seconds())
	t := run.Tally
	for change, n := range map[string]int{
		changeNew: t.New, changeChanged: t.Changed, changeSame: t.Unchanged, changeGone: t.Gone, changeFailed: t.Failed,
	} {
		m.meters.articles.WithLabelValues(change).Add(float64(n))
	}
}

// Queued records how long a reading that a person asked for waited for its
// turn.
func (m *Monitor) Queued(wait time.Duration) { m.meters.queued.Observe(wait.Seconds()) }

// SetAside counts a document that was set aside.
func (m *Monitor) SetAside() { m.meters.aside.Inc() }

func refreshResult(run corpus.Run, err error) string {
	switch {
	case errors.Is(err, corpus.ErrBusy):
		return refreshBusy
	case errors.Is(err, corpus.ErrOutage):
		return refreshAway
	case err != nil:
		return refreshBroken
	case run.Error != "" && run.Tally.Changes()+run.Tally.Unchanged == 0:
		return refreshFailed
	case run.Told() != "":
		return refreshPartial
	case run.Tally.Changes() > 0:
		return refreshChanged
	}
	return refreshUnchanged
}
