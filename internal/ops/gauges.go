package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// gauges returns the metrics of the state at the last check.
func (m *Monitor) gauges() []prometheus.Collector {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			m.mu.Lock()
			defer m.mu.Unlock()
			return value()
		})
	}
	return []prometheus.Collector{
		gauge("verbatim_store_reachable", "Whether the store answered the last check, 1 or 0.", func() float64 {
			return boolValue(m.store.checked && m.store.err == nil)
		}),
		gauge("verbatim_feed_head", "The newest position of the store's change feed, at the last successful check.", func() float64 {
			return float64(m.store.head.Seq)
		}),
		gauge("verbatim_index_position", "The position of the change feed up to which the index is complete.", func() float64 {
			return float64(m.index.Seq)
		}),
		gauge("verbatim_index_lag_changes", "Number of positions that the index is behind the change feed.", func() float64 {
			return float64(m.lag())
		}),
		gauge("verbatim_index_lag_seconds", "How long the index has been behind the change feed; 0 if it has caught up.", func() float64 {
			return m.index.behind.since(time.Now()).Seconds()
		}),
		gauge("verbatim_index_statements", "Statements in the index; a guild's corrected copy of a statement is not counted.", func() float64 {
			return float64(m.index.Statements)
		}),
		gauge("verbatim_index_size_bytes", "Size of the index's files.", func() float64 {
			return float64(m.index.Bytes)
		}),
		shardCounts{m},
		ready{m},
	}
}

func boolValue(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// shardCounts counts the shards by state.
type shardCounts struct{ *Monitor }

var shardsDesc = prometheus.NewDesc("verbatim_gateway_shards", "The gateway's shards that this process serves, by state.", []string{"state"}, nil)

// Describe implements prometheus.Collector.
func (shardCounts) Describe(to chan<- *prometheus.Desc) { to <- shardsDesc }

// Collect implements prometheus.Collector.
func (c shardCounts) Collect(to chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, state := range shardStates() {
		n := 0
		for _, is := range c.shards {
			if is == state {
				n++
			}
		}
		to <- prometheus.MustNewConstMetric(shardsDesc, prometheus.GaugeValue, float64(n), state)
	}
}

// ready collects whether the process is ready.
type ready struct{ *Monitor }

var readyDesc = prometheus.NewDesc("verbatim_ready", "Whether the process is ready, as /readyz says, 1 or 0.", nil, nil)

// Describe implements prometheus.Collector.
func (ready) Describe(to chan<- *prometheus.Desc) { to <- readyDesc }

// Collect implements prometheus.Collector.
func (c ready) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(readyDesc, prometheus.GaugeValue, boolValue(c.readiness().Ready))
}
