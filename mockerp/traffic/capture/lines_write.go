package capture

import (
	"io"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// linesWriter writes an exchange a line: the members of line in their order.
type linesWriter struct {
	to      io.Writer
	options Options
	headers traffic.PerHeader[string]
	members
}

func (w *linesWriter) Write(x *traffic.Exchange) error {
	x = w.options.shown(x)
	w.text = append(w.text[:0], '{')
	w.number("version", linesVersion)
	w.known(x)
	w.some("at", stamp(x.At))
	w.request(x)
	w.answer(&x.Answer)
	w.text = append(w.text, "}\n"...)
	if w.err != nil {
		return w.err
	}
	_, err := w.to.Write(w.text)
	return err
}

func (w *linesWriter) known(x *traffic.Exchange) {
	w.raw("id", strconv.FormatUint(x.ID, 10))
	if o := x.Origin; o != nil {
		w.some("mock", o.Mock)
		if o.Number != 0 {
			w.raw("mockId", strconv.FormatUint(o.Number, 10))
		}
	}
	w.string("run", x.Run)
	w.number("tookMicros", x.Took.Microseconds())
	w.string("kind", string(x.Kind))
	w.string("type", x.Type)
	w.string("serial", x.Serial)
	all(&w.members, "otherSerials", x.OtherSerials)
	w.string("workOrder", x.WorkOrder)
	if x.Knows(traffic.Judgement) {
		all(&w.members, "findings", x.Findings)
	} else {
		w.raw("findings", "null")
	}
	w.decision(&x.Decision)
	if x.Knows(traffic.Booking) {
		w.is("booked", x.Booked)
	} else {
		w.raw("booked", "null")
	}
	w.is("cut", x.Cut)
}

func (w *linesWriter) decision(d *traffic.Decision) {
	w.begin("decision")
	w.string("by", d.By)
	w.string("rule", d.Rule)
	w.string("why", d.Why)
	if len(d.Missed) > 0 {
		all(&w.members, "missed", d.Missed)
	}
	w.end()
}

func (w *linesWriter) request(x *traffic.Exchange) {
	r := &x.Request
	w.begin("request")
	w.string("method", method(x))
	w.string("url", w.options.url(x))
	w.string("proto", r.Proto)
	w.string("remote", r.Remote)
	w.raw("headers", w.headers.Of(r.Header, w.header))
	w.is("truncated", r.Truncated)
	w.body(r.Body)
	w.end()
}

func (w *linesWriter) answer(a *traffic.Answer) {
	w.begin("answer")
	w.number("status", int64(a.Status))
	w.raw("headers", w.headers.Of(a.Header, w.header))
	w.number("delayMicros", a.Delay.Microseconds())
	w.some("fault", a.Fault)
	w.is("lost", a.Lost)
	all(&w.members, "findings", a.Findings)
	w.body(a.Body)
	w.end()
}

func (w *linesWriter) header(h http.Header) string {
	text, err := json.Marshal(named(h), written())
	if err != nil {
		w.err = err
	}
	return string(text)
}

func (w *linesWriter) Close() error { return nil }
