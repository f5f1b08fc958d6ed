package mockerp

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// metrics are what /metrics shows. No label is taken from what a sender may choose freely, so that
// their number is bounded; runs are therefore no label.
type metrics struct {
	registry    *prometheus.Registry
	posts       *prometheus.CounterVec
	findings    *prometheus.CounterVec
	seconds     prometheus.Histogram
	undelivered prometheus.Counter
}

func newMetrics(store journal.Store, all *runs, doors []*network.Door) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		posts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "erpkit_posts_total", Help: "Posts by kind, type, who decided the answer and class of its status.",
		}, []string{"kind", "type", "by", "status"}),
		findings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "erpkit_findings_total", Help: "Findings by clause of the contract and level.",
		}, []string{"clause", "level"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "erpkit_post_seconds", Help: "Time to receive, judge and decide one post, its delay aside.",
			Buckets: prometheus.ExponentialBuckets(0.00001, 4, 9),
		}),
		undelivered: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "erpkit_answers_undelivered_total", Help: "Answers that the sender did not stay to read.",
		}),
	}
	m.registry.MustRegister(m.posts, m.findings, m.seconds, m.undelivered,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.gauge("erpkit_journal_exchanges", "Exchanges in the journal.", func() float64 { return float64(store.Stats().Exchanges) })
	m.gauge("erpkit_journal_bytes", "Size of the journal.", func() float64 { return float64(store.Stats().Bytes) })
	m.gauge("erpkit_journal_dropped", "Exchanges dropped to stay within the bounds.", func() float64 { return float64(store.Stats().Dropped) })
	m.gauge("erpkit_runs", "Isolated ERPs in use.", func() float64 { return float64(all.count()) })
	m.gauge("erpkit_connections", "Open connections of the ERP door, TLS included.", func() float64 {
		total := int64(0)
		for _, door := range doors {
			total += door.Connections()
		}
		return float64(total)
	})
	return m
}

func (m *metrics) gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// count adds one exchange.
func (m *metrics) count(x *traffic.Exchange) {
	m.posts.WithLabelValues(kindLabel(x.Kind), typeLabel(x), x.Decision.By, classes[x.Answer.Status/100%10]).Inc()
	for i := range x.Findings {
		m.findings.WithLabelValues(x.Findings[i].Clause, string(x.Findings[i].Level)).Inc()
	}
	m.seconds.Observe(x.Took.Seconds())
}

func (m *metrics) delivered(err error) {
	if err != nil {
		m.undelivered.Inc()
	}
}

var classes = [10]string{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}

func kindLabel(kind schemas.Kind) string {
	if kind == "" {
		return "none"
	}
	return string(kind)
}

// typeLabel is the type of the post if the contract has it for this kind.
func typeLabel(x *traffic.Exchange) string {
	if x.Kind != "" {
		for _, known := range x.Kind.Types() {
			if x.Type == known {
				return known
			}
		}
	}
	return "other"
}
