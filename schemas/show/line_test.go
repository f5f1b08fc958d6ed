package show_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/show"
)

// TestLine_IsOneSafeLine: what a shell and the real curl make of lines is tested by both sides, the sender
// and the journal's export.
func TestLine_IsOneSafeLine(t *testing.T) {
	for wanted, line := range map[string]show.Line{
		`curl -sS -i --globoff -X 'POST' -H 'Expect:' --data-raw '' 'http://erp/device'`: {URL: "http://erp/device"},
		`curl -sS -i --globoff --path-as-is -X 'GET' -H 'Expect:' 'http://erp/../d'`:     {Method: "GET", URL: "http://erp/../d"},
		`curl -sS -i --globoff --insecure --max-time 5 -X 'POST' -H 'X-A: it'\''s' -H 'X-B;' -H 'Expect:' --data-raw '{"sku":"גיטרה"}' 'http://erp/'`: {
			URL: "http://erp/", Header: http.Header{"X-B": {""}, "X-A": {"it's"}}, Body: []byte(`{"sku":"גיטרה"}`), Options: []string{"--insecure", "--max-time 5"},
		},
		`printf '\055%%\012\303' | curl -sS -i --globoff -X 'POST' -H 'Expect:' --data-binary @- 'http://erp/'`:        {URL: "http://erp/", Body: []byte("-%\n\xc3")},
		`printf ' ~\134\047%%-\177\012' | curl -sS -i --globoff -X 'POST' -H 'Expect:' --data-binary @- 'http://erp/'`: {URL: "http://erp/", Body: []byte(" ~\\'%-\x7f\n")},
		`curl -sS -i --globoff -X 'POST' -H 'Expect:' --data-raw '' 'http://erp/' # header X-A cannot be repeated in a line;`: {
			URL: "http://erp/", Header: http.Header{"X-A": {"\x1b[2J"}},
		},
		`curl -sS -i --globoff -X 'POST' -H 'Expect:' --data-raw '' 'http://erp/' # header X2J cannot be repeated in a line; it was cut;`: {
			Method: "P; rm", URL: "http://erp/", Header: http.Header{"X\x1b[2J": {"a"}}, Remarks: []string{"it was cut"},
		},
	} {
		wanted = strings.ReplaceAll(wanted, `%%`, `\045`)
		if got := line.String(); got != wanted {
			t.Errorf("got\n%s\nwanted\n%s", got, wanted)
		}
	}
}

// A body that is too long for an argument goes through a pipe.
func TestLine_LongBodiesArePiped(t *testing.T) {
	for size, piped := range map[int]bool{100_000: false, 100_001: true} {
		line := show.Line{URL: "http://erp/", Body: []byte(strings.Repeat("x", size))}.String()
		if strings.HasPrefix(line, "printf ") != piped || strings.Contains(line, "--data-raw") == piped {
			t.Errorf("%d bytes: %.60s", size, line)
		}
	}
}

func TestClip_CutsBetweenCharacters(t *testing.T) {
	for most, wanted := range map[int]string{0: "…", 1: "…", 2: "ש…", 3: "שa…", 4: "שa…", 5: "שaב"} {
		if got := show.Clip("שaב", most); got != wanted {
			t.Errorf("after %d bytes: got %q, wanted %q", most, got, wanted)
		}
	}
}

func TestText_EscapesWhatSteersATerminal(t *testing.T) {
	const raw, wanted = "גיטרה\t\x1b[2J\xff\u202e\n", "גיטרה\t" + `\u001b[2J\xff\u202e\u000a`
	if got := show.Text(raw); got != wanted {
		t.Errorf("got %q, wanted %q", got, wanted)
	}
}
