package mockerp

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// wish is what the post itself asks for, in `Prefer: status=409, delay=2s, fault=timeout` (RFC 7240) or,
// for a MES that can only be given a URL, in the query: ?prefer=status=409,delay=2s. It wins over the
// script. What cannot be followed is passed over with a note: a preference is never a reason to refuse.
type wish struct {
	status  int
	delay   time.Duration
	delayed bool
	fault   fault.Fault
	commit  bool
	applied []string // as Preference-Applied tells them
}

const preferHeader = "Prefer"

// The bounds of a wish: what is longer or later is passed over.
const (
	mostWishDelay = 10 * time.Minute
	mostWishRate  = 1_000_000
	mostWishes    = 32
)

// readWish reads the header first, then the query; of a preference that is given twice the first
// counts (RFC 7240, section 2).
func readWish(r *http.Request) (w wish, notes []schemas.Finding) {
	fields := r.Header[preferHeader]
	var query []string
	if i := strings.Index(strings.ToLower(r.URL.RawQuery), "prefer="); i >= 0 && !strings.Contains(r.URL.RawQuery, "prefer=") {
		notes = append(notes, noteWish(r.URL.RawQuery[i:], "prefer in small letters"))
	} else if i >= 0 {
		values, err := url.ParseQuery(r.URL.RawQuery)
		if query = values["prefer"]; err != nil {
			notes = append(notes, noteWish(r.URL.RawQuery, "a query in right encoding, with %3B for a semicolon"))
		}
	}
	if len(fields) == 0 && len(query) == 0 {
		return w, notes
	}
	seen := map[string]bool{}
	for i, list := range [][]string{fields, query} {
		for _, p := range parsePreferences(list) {
			if seen[p.name] {
				continue
			}
			seen[p.name] = true
			if note, ok := w.take(p, i == 1); !ok {
				notes = append(notes, note)
			}
		}
	}
	return w, notes
}

// readWish is part of step 2: it judges nothing, but may have something to note.
func (p *posted) readWish() {
	var notes []schemas.Finding
	if p.wish, notes = readWish(p.request); len(notes) > 0 {
		p.findings = append(p.findings, notes...)
	}
}

// take follows one preference. Foreign ones are none of ours in the header, where others may be meant;
// in the query nobody else is.
func (w *wish) take(p preference, inQuery bool) (note schemas.Finding, ok bool) {
	known := true
	var wanted string
	switch p.name {
	case "status":
		wanted, ok = "status=200 to 599", w.takeStatus(p.value)
	case "delay":
		wanted, ok = "delay=0s to 10m, such as delay=2s", w.takeDelay(p.value)
	case "fault":
		wanted, ok = "a fault that there is, such as fault=timeout", w.takeFault(p)
	case "commit":
		wanted, ok = "commit without a value, beside a fault", p.value == ""
		w.commit = ok
	case "rate":
		wanted = "fault=drip; rate=500, in a URL with %3B for the semicolon"
	default:
		wanted, known = "status, delay, fault or commit", false
		if near := schemas.Nearest(p.name, []string{"status", "delay", "fault", "commit"}); near != "" {
			wanted = near
		}
	}
	if ok {
		w.applied = append(w.applied, p.text)
	}
	if ok || !known && !inQuery {
		return note, true
	}
	return noteWish(p.text, wanted), false
}

// withoutWishes is a header for a real ERP behind the mock: what the mock was asked for, it was asked for.
func withoutWishes(header http.Header) http.Header {
	if len(header[preferHeader]) == 0 {
		return header
	}
	var foreign []string
	for _, p := range parsePreferences(header[preferHeader]) {
		switch p.name {
		case "status", "delay", "fault", "commit":
		default:
			foreign = append(foreign, p.text)
		}
	}
	header = header.Clone()
	if delete(header, preferHeader); len(foreign) > 0 {
		header[preferHeader] = []string{strings.Join(foreign, ", ")}
	}
	return header
}

func noteWish(got, wanted string) schemas.Finding {
	return schemas.Finding{
		Clause: "T1", Level: schemas.Note, Wanted: wanted, Got: shorten(printable(got)),
		Message: fmt.Sprintf("The preference %s cannot be followed and was passed over: write %s.", shorten(printable(got)), wanted),
		Hint:    "write " + wanted,
	}
}

func (w *wish) takeStatus(value string) bool {
	status, err := strconv.Atoi(value)
	if err != nil || status < 200 || status > 599 {
		return false
	}
	w.status = status
	return true
}

// takeDelay reads 2s or 500ms; a bare number is seconds.
func (w *wish) takeDelay(value string) bool {
	delay, err := time.ParseDuration(value)
	if seconds, numberErr := strconv.ParseUint(value, 10, 16); numberErr == nil {
		delay, err = time.Duration(seconds)*time.Second, nil
	}
	if err != nil || delay < 0 || delay > mostWishDelay {
		return false
	}
	w.delay, w.delayed = delay, true
	return true
}

// takeFault reads the name of a fault; a drip may have its speed: fault=drip; rate=100.
func (w *wish) takeFault(p preference) bool {
	kind, err := fault.Parse(p.value)
	if err != nil {
		return false
	}
	rate := 0
	if text, given := p.parameters["rate"]; given {
		rate, err = strconv.Atoi(text)
		if err != nil || rate < 1 || rate > mostWishRate || kind != fault.Drip {
			return false
		}
	}
	w.fault = fault.Fault{Kind: kind, BytesPerSecond: rate}
	return true
}

// fromWish answers with the status that the post asked for; false when it asked for none.
func (p *posted) fromWish(o books.Opinion) bool {
	if p.wish.status == 0 {
		return false
	}
	p.reply = books.Reply{Status: p.wish.status}
	switch {
	case !p.reply.Accepted():
		p.set(p.wish.status, encodeRefusal(fmt.Sprintf("The post asked to be answered with status %d.", p.wish.status), p.findings))
	case o.Lenient.Accepted() && o.Lenient.ExternalID != "" && bodyAllowed(p.wish.status):
		p.reply.ExternalID = o.Lenient.ExternalID
		p.set(p.wish.status, encodeID(p.reply.ExternalID))
	default:
		p.set(p.wish.status, []byte(`{}`))
	}
	p.decision = traffic.Decision{Why: "It was answered with the status that it asked for."}
	return true
}

// grant lets the wishes for delay and fault win, and says in the answer and the decision what was
// followed.
func (p *posted) grant() {
	w := &p.wish
	if len(w.applied) == 0 {
		return
	}
	if w.delayed {
		p.answer.Delay = w.delay
	}
	if w.fault.Kind != "" {
		p.fault, p.commit, p.down = w.fault, w.commit, 0
	}
	p.commit = p.commit || w.commit
	header := p.answer.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	applied := strings.Join(w.applied, ", ")
	header.Set("Preference-Applied", applied)
	p.answer.Header = header
	p.decision.By = "caller"
	p.decision.Why = "The post asked for " + shorten(applied) + ". " + p.decision.Why
}
