package wish

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/schemas"
)

func TestRead(t *testing.T) {
	tests := map[string]struct {
		header, query string
		status        int
		delay         time.Duration
		fault         fault.Kind
		applied       string
		notes         int
	}{
		"nothing":               {},
		"all":                   {header: `status=409, delay=2s, fault=timeout`, status: 409, delay: 2 * time.Second, fault: fault.Timeout, applied: "status=409, delay=2s, fault=timeout"},
		"spaces and case":       {header: `  STATUS = 409 ,delay= "250ms" `, status: 409, delay: 250 * time.Millisecond, applied: `STATUS = 409, delay= "250ms"`},
		"quoted comma":          {header: `return="a,b;status=500", status=201`, status: 201, applied: "status=201"},
		"parameters":            {header: `fault=drip; rate=100, delay=3`, fault: fault.Drip, delay: 3 * time.Second, applied: "fault=drip; rate=100, delay=3"},
		"foreign ones":          {header: `respond-async, wait=10, return=minimal`},
		"given twice":           {header: `status=404, status=500`, status: 404, applied: "status=404"},
		"header before query":   {header: `status=404`, query: `status=500,delay=1s`, status: 404, delay: time.Second, applied: "status=404, delay=1s"},
		"query":                 {query: `status=409,delay=2s`, status: 409, delay: 2 * time.Second, applied: "status=409, delay=2s"},
		"unknown in query":      {query: `stauts=409`, notes: 1},
		"status out of bounds":  {header: `status=99`, notes: 1},
		"status 101":            {header: `status=101`, notes: 1},
		"status no number":      {header: `status=teapot, delay=1s`, delay: time.Second, applied: "delay=1s", notes: 1},
		"delay below zero":      {header: `delay=-1s`, notes: 1},
		"delay without end":     {header: `delay=11m`, notes: 1},
		"delay of many seconds": {header: `delay=99999999999`, notes: 1},
		"unknown fault":         {header: `fault=explode`, notes: 1},
		"rate of no drip":       {header: `fault=timeout; rate=1`, notes: 1},
		"rate zero":             {header: `fault=drip; rate=0`, notes: 1},
		"commit":                {header: `fault=empty, commit`, fault: fault.Empty, applied: "fault=empty, commit"},
		"commit with value":     {header: `commit=yes`, notes: 1},
		"junk":                  {header: `,,;=,"`, query: `,;`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			header, query := http.Header{}, ""
			if test.header != "" {
				header.Set("Prefer", test.header)
			}
			if test.query != "" {
				query = "prefer=" + url.QueryEscape(test.query)
			}
			w, notes := Read(header, query)
			if w.Status != test.status || w.Delay != test.delay || w.Fault.Kind != test.fault {
				t.Errorf("got %+v", w)
			}
			if got := strings.Join(w.Applied, ", "); got != test.applied {
				t.Errorf("applied %q, wanted %q", got, test.applied)
			}
			if len(notes) != test.notes {
				t.Errorf("got %d notes, wanted %d: %+v", len(notes), test.notes, notes)
			}
			for _, note := range notes {
				if note.Level != schemas.Note || note.Message == "" || note.Hint == "" {
					t.Errorf("got %+v, wanted a note with a cure", note)
				}
			}
		})
	}
}

func TestRead_NotesAQueryThatCannotBeRead(t *testing.T) {
	if w, notes := Read(nil, "prefer=fault=drip;rate=5"); len(notes) != 1 || len(w.Applied) != 0 {
		t.Errorf("got %+v and the notes %+v", w, notes)
	}
}

// Whatever a sender writes, the wish stays within its bounds and what is told again fits a header.
func FuzzRead(f *testing.F) {
	f.Add(`status=409, delay=2s`, `fault=timeout`)
	f.Add(`a="\",b`, `;;=`)
	f.Fuzz(func(t *testing.T, header, query string) {
		w, notes := Read(http.Header{"Prefer": {header}}, "prefer="+query)
		if w.Status != 0 && (w.Status < 200 || w.Status > 599) || w.Delay < 0 || w.Delay > mostDelay || len(notes) > 2*mostWishes+1 {
			t.Error(fmt.Sprintf("%+v", w), len(notes))
		}
		for _, text := range w.Applied {
			if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%q cannot stand in a header", text)
			}
		}
	})
}
