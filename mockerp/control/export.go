package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// exportPage is how many exchanges an export holds at once.
const exportPage = 100

var exportQuery = append([]string{"format"}, filterQuery...)

// exportFormat is one way to write exchanges for other tools.
type exportFormat struct {
	name, file string
	// begin and end stand around the pages; page writes one of them, first is true for the first.
	begin, end func(io.Writer, export.Options) error
	page       func(w io.Writer, list []*traffic.Exchange, o export.Options, first bool) error
}

func exportFormats() []exportFormat {
	return []exportFormat{
		{"har", "exchanges.har", beginHAR, endHAR, writeHAR},
		{"curl", "exchanges.sh", nil, nil, writeCurl},
		{"jsonl", "exchanges.jsonl", nil, nil, writeLines},
	}
}

// exportExchanges refuses what it can before the first byte; the rest is streamed.
func (d *door) exportExchanges(c *call) (any, *refusal) {
	format, said := findFormat(c.query.Get("format"))
	if said != nil {
		return nil, said
	}
	filter, said := parseFilter(c.query)
	if said != nil {
		return nil, said
	}
	most := 0 // all
	if c.query.Get("limit") != "" {
		most = filter.Limit
	}
	filter.Limit = exportPage
	first, err := d.options.Journal.List(filter)
	if err != nil {
		return nil, d.journalFailed(err)
	}
	if first.Total == 0 && filter.Run != "" {
		if said := d.checkRun(filter.Run); said != nil {
			return nil, said
		}
	}
	if most == 0 || most > first.Total { // what comes meanwhile is not waited for
		most = first.Total
	}
	if !d.exporting.try() {
		return nil, refuseBusy()
	}
	return &exporter{d, c, format, filter, first, most}, nil
}

func findFormat(word string) (exportFormat, *refusal) {
	var words []string
	for _, f := range exportFormats() {
		if f.name == word {
			return f, nil
		}
		words = append(words, f.name)
	}
	if word == "" {
		return exportFormat{}, refuseParameter("format", "is missing: use "+schemas.List(words, "or"))
	}
	return exportFormat{}, checkWord("format", word, words)
}

// exporter streams exchanges. It has one of the places for exports, which it gives back.
type exporter struct {
	door   *door
	call   *call
	format exportFormat
	filter journal.Filter
	page   journal.Page // the next to write
	left   int          // how many exchanges may still be written
}

// ServeHTTP breaks the connection off when something fails on the way, so that a part is not taken
// for the whole.
func (e *exporter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	defer e.door.exporting.leave()
	header := w.Header()
	header.Set("Content-Type", api.ExportType(e.format.name))
	header.Set("Content-Disposition", `attachment; filename="`+e.format.file+`"`)
	header.Set(api.TotalHeader, strconv.Itoa(e.page.Total))
	header.Set(api.DroppedHeader, strconv.FormatUint(e.page.Dropped, 10))
	if err := e.write(w); err != nil {
		e.door.options.Logger.Warn("an export was broken off", "format", e.format.name, "error", err)
		panic(http.ErrAbortHandler)
	}
}

func (e *exporter) write(w io.Writer) error {
	o := export.Options{Base: e.door.options.ERPURL(), Version: e.door.options.Version}
	if e.format.begin != nil {
		if err := e.format.begin(w, o); err != nil {
			return err
		}
	}
	for first := true; ; first = false {
		e.door.moveDeadlines(e.call, 0)
		list := e.page.Exchanges[:min(len(e.page.Exchanges), e.left)]
		if err := e.format.page(w, list, o, first); err != nil {
			return err
		}
		e.left -= len(list)
		more, err := e.next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if e.format.end != nil {
		return e.format.end(w, o)
	}
	return nil
}

var errStopping = errors.New("the mock is stopping")

// next reads the next page; false when there is none, or none is wanted.
func (e *exporter) next() (bool, error) {
	if e.page.Next == 0 || e.left <= 0 {
		return false, nil
	}
	select {
	case <-e.door.options.Stopping:
		return false, errStopping
	case <-e.call.Context().Done():
		return false, e.call.Context().Err()
	default:
	}
	e.filter.After, e.filter.Uncounted = e.page.Next, true
	var err error
	e.page, err = e.door.options.Journal.List(e.filter)
	return err == nil, err
}

func writeLines(w io.Writer, list []*traffic.Exchange, o export.Options, _ bool) error {
	return export.JSONLines(w, list, o)
}

func writeCurl(w io.Writer, list []*traffic.Exchange, o export.Options, _ bool) error {
	for _, x := range list {
		if _, err := io.WriteString(w, export.Curl(x, o)+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// harLog is an HTTP archive, of which the entries are written page by page.
type harLog struct {
	Log struct {
		Version json.RawMessage   `json:"version"`
		Creator json.RawMessage   `json:"creator"`
		Entries []json.RawMessage `json:"entries"`
	} `json:"log"`
}

func readHAR(list []*traffic.Exchange, o export.Options) (har harLog, err error) {
	text, err := export.HAR(list, o)
	if err != nil {
		return har, err
	}
	return har, json.Unmarshal(text, &har)
}

func beginHAR(w io.Writer, o export.Options) error {
	har, err := readHAR(nil, o)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `{"log":{"version":%s,"creator":%s,"entries":[`, har.Log.Version, har.Log.Creator)
	return err
}

func writeHAR(w io.Writer, list []*traffic.Exchange, o export.Options, first bool) error {
	har, err := readHAR(list, o)
	if err != nil {
		return err
	}
	for i, entry := range har.Log.Entries {
		between := ",\n"
		if first && i == 0 {
			between = "\n"
		}
		if _, err := io.WriteString(w, between+string(entry)); err != nil {
			return err
		}
	}
	return nil
}

func endHAR(w io.Writer, _ export.Options) error {
	_, err := io.WriteString(w, "\n]}}\n")
	return err
}
