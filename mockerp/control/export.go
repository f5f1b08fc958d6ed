package control

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// exportPage is how many exchanges an export reads at once: as many as a journal gives.
const exportPage = mostLimit

var exportQuery = append([]string{"format"}, filterQuery...)

// exportFormat is one way to write exchanges for other tools.
type exportFormat struct {
	name traffic.Format
	file string
}

func exportFormats() []exportFormat {
	return []exportFormat{
		{traffic.HAR, "exchanges.har"},
		{traffic.Curl, "exchanges.sh"},
		{traffic.JSONLines, "exchanges.jsonl"},
		{traffic.Raw, "exchanges.http"},
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
	first, err := d.options.Journal.List(c.Context(), filter)
	if err != nil {
		return nil, d.journalFailed(err)
	}
	if first.Total == 0 && filter.Run != "" {
		if said := d.checkRun(c.Context(), filter.Run); said != nil {
			return nil, said
		}
	}
	if most == 0 || most > first.Total { // what comes meanwhile is not waited for
		most = first.Total
	}
	if !d.exporting.try() {
		return nil, refuseBusy()
	}
	return &exporter{door: d, call: c, format: format, filter: filter, page: first, left: most, ahead: make(chan read, 1)}, nil
}

func findFormat(word string) (exportFormat, *refusal) {
	var words []string
	for _, f := range exportFormats() {
		if string(f.name) == word {
			return f, nil
		}
		words = append(words, string(f.name))
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
	ahead  chan read    // the page behind it, which is read meanwhile
}

// exportBuffer is what is sent in one piece.
const exportBuffer = 64 << 10

// read is a page, or why it could not be read.
type read struct {
	page journal.Page
	err  error
}

// ServeHTTP breaks the connection off when something fails on the way, so that a part is not taken
// for the whole.
func (e *exporter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	defer e.door.exporting.leave()
	header := w.Header()
	header.Set("Content-Type", api.ExportType(string(e.format.name)))
	header.Set("Content-Disposition", `attachment; filename="`+e.format.file+`"`)
	header.Set(api.TotalHeader, strconv.Itoa(e.page.Total))
	header.Set(api.DroppedHeader, strconv.FormatUint(e.page.Dropped, 10))
	if err := e.write(w); err != nil {
		e.door.options.Logger.Warn("an export was broken off", "format", e.format.name, "error", err)
		panic(http.ErrAbortHandler)
	}
}

func (e *exporter) write(w io.Writer) error {
	out := bufio.NewWriterSize(w, exportBuffer)
	to, err := capture.NewWriter(e.format.name, out, capture.Options{Base: e.door.options.ERPURL(), Version: e.door.options.Version, Mask: e.door.options.Mask})
	if err != nil {
		return err
	}
	for more := true; more; {
		e.door.moveDeadlines(e.call, 0)
		list := e.page.Exchanges[:min(len(e.page.Exchanges), e.left)]
		e.left -= len(list)
		e.readAhead()
		for _, x := range list {
			if err := to.Write(e.door.reasons.Of(x)); err != nil {
				return err
			}
		}
		if more, err = e.next(); err != nil {
			return err
		}
	}
	return errors.Join(to.Close(), out.Flush())
}

var errStopping = errors.New("the mock is stopping")

// readAhead begins to read the next page, if there is one and it is wanted.
func (e *exporter) readAhead() {
	if !e.wanted() {
		return
	}
	e.filter.After, e.filter.Uncounted = e.page.Next, true
	go func(f journal.Filter) {
		page, err := e.door.options.Journal.List(e.call.Context(), f)
		e.ahead <- read{page, err}
	}(e.filter)
}

func (e *exporter) wanted() bool { return e.page.Next != 0 && e.left > 0 }

// next takes the next page; false when there is none, or none is wanted.
func (e *exporter) next() (bool, error) {
	if !e.wanted() {
		return false, nil
	}
	select {
	case <-e.door.options.Stopping:
		return false, errStopping
	case <-e.call.Context().Done():
		return false, e.call.Context().Err()
	case next := <-e.ahead:
		e.page = next.page
		return next.err == nil, next.err
	}
}
