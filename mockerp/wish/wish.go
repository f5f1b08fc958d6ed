package wish

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Wish is what a post asks for.
type Wish struct {
	// Status is the status to answer; 0 leaves it open.
	Status int
	// Delay is how long to hold the answer back, where Delayed is true.
	Delay   time.Duration
	Delayed bool
	// Fault is what must go wrong with the answer; with Commit the books follow it all the same.
	Fault  fault.Fault
	Commit bool
	// Applied are the preferences that are followed, as the Preference-Applied header lists them.
	Applied []string
}

const preferHeader = "Prefer"

// The bounds of a wish: what is longer or later is ignored.
const (
	mostDelay  = 10 * time.Minute
	mostRate   = 1_000_000
	mostWishes = 32
)

// Read reads the header first, then the query; if a preference is given twice, the first counts
// (RFC 7240, section 2). Each one that cannot be followed gets a note.
func Read(header http.Header, rawQuery string) (w Wish, notes []schemas.Finding) {
	fields := header[preferHeader]
	var query []string
	if i := strings.Index(strings.ToLower(rawQuery), "prefer="); i >= 0 && !strings.Contains(rawQuery, "prefer=") {
		notes = append(notes, note(rawQuery[i:], "prefer in lower case"))
	} else if i >= 0 {
		values, err := url.ParseQuery(rawQuery)
		if query = values["prefer"]; err != nil {
			notes = append(notes, note(rawQuery, "a properly encoded query, with %3B for a semicolon"))
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

// take follows one preference. It ignores unknown ones in the header, which may be for others; in the
// query they can only be for us.
func (w *Wish) take(p preference, inQuery bool) (said schemas.Finding, ok bool) {
	known := true
	var wanted string
	switch p.name {
	case "status":
		wanted, ok = "status=200 to 599", w.takeStatus(p.value)
	case "delay":
		wanted, ok = "delay=0s to 10m, such as delay=2s", w.takeDelay(p.value)
	case "fault":
		wanted, ok = "a known fault, such as fault=timeout", w.takeFault(p)
	case "commit":
		wanted, ok = "commit without a value, beside a fault", p.value == ""
		w.Commit = ok
	case "rate":
		wanted = "fault=drip; rate=500, in a URL with %3B for the semicolon"
	default:
		wanted, known = "status, delay, fault or commit", false
		if near := schemas.Nearest(p.name, []string{"status", "delay", "fault", "commit"}); near != "" {
			wanted = near
		}
	}
	if ok {
		w.Applied = append(w.Applied, p.text)
	}
	if ok || !known && !inQuery {
		return said, true
	}
	return note(p.text, wanted), false
}

// Without is the header for a real ERP behind the mock, without the preferences for the mock.
func Without(header http.Header) http.Header {
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

func note(got, wanted string) schemas.Finding {
	got = show.Clip(printable(got), 80)
	return schemas.Finding{
		Clause: "T1", Level: schemas.Note, Wanted: wanted, Got: got,
		Message: fmt.Sprintf("The preference %s cannot be followed and was ignored: write %s.", got, wanted),
		Hint:    "write " + wanted,
	}
}

func (w *Wish) takeStatus(value string) bool {
	status, err := strconv.Atoi(value)
	if err != nil || status < 200 || status > 599 {
		return false
	}
	w.Status = status
	return true
}

// takeDelay reads 2s or 500ms; a bare number is seconds.
func (w *Wish) takeDelay(value string) bool {
	delay, err := time.ParseDuration(value)
	if seconds, numberErr := strconv.ParseUint(value, 10, 16); numberErr == nil {
		delay, err = time.Duration(seconds)*time.Second, nil
	}
	if err != nil || delay < 0 || delay > mostDelay {
		return false
	}
	w.Delay, w.Delayed = delay, true
	return true
}

// takeFault reads the name of a fault; a drip may have a rate: fault=drip; rate=100.
func (w *Wish) takeFault(p preference) bool {
	kind, err := fault.Parse(p.value)
	if err != nil {
		return false
	}
	rate := 0
	if text, given := p.parameters["rate"]; given {
		rate, err = strconv.Atoi(text)
		if err != nil || rate < 1 || rate > mostRate || kind != fault.Drip {
			return false
		}
	}
	w.Fault = fault.Fault{Kind: kind, BytesPerSecond: rate}
	return true
}
