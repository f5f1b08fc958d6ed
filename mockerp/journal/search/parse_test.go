package search_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/search"
)

func TestParse_ReadsTerms(t *testing.T) {
	for text, wanted := range map[string]string{
		"":                                "",
		" \t ":                            "",
		"SN-7 -blocked":                   "SN-7 -blocked",
		`kind:device -by:script`:          "kind:device -by:script",
		`rule:"no \"op\" \\"  "a b"`:      `rule:"no \"op\" \\" "a b"`,
		`"kind:device" 12:30`:             `"kind:device" "12:30"`,
		`-"-x" a"b שלום`:                  `-"-x" "a\"b" שלום`,
		"level:must status:4xx before:7":  "level:MUST status:4xx before:7",
		"after:2026-11-23T09:30:00+02:00": `after:"2026-11-23T09:30:00+02:00"`,
	} {
		terms, err := search.Parse(text)
		if got := search.Text(terms); err != nil || got != wanted {
			t.Errorf("%s: got %s, %v; wanted %s", text, got, err, wanted)
		}
	}
}

// TestParse_SaysWhereItIsWrong: the place is that of a letter, not of a byte.
func TestParse_SaysWhereItIsWrong(t *testing.T) {
	for text, wanted := range map[string]string{
		"שלום kin:device":               "5 did you mean kind:?",
		"kind:devise":                   "5 did you mean device?",
		"x level:high":                  "8 use MUST, SHOULD or NOTE",
		"clause:Z9":                     "7 such as D3",
		"status:4":                      "7 write 409, 4xx or 400-499",
		"by:me":                         "3 use judge",
		"after:soon":                    "6 such as 10m",
		"after:-5m":                     "6 such as 10m",
		"before:0":                      "7 the id of an exchange",
		`a "b`:                          `2 close it with "`,
		`"a"b`:                          "3 put a blank here",
		"serial:":                       "7 nothing to look for",
		"-":                             "1 nothing to look for",
		`""`:                            "0 nothing to look for",
		strings.Repeat("x", 2001):       "2000 shorten it",
		strings.Repeat("x ", 51):        "100 leave some out",
		strings.Repeat("y", 1000) + ":": "0 there is no field",
	} {
		_, err := search.Parse(text)
		var wrong *search.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%.40s: got %v", text, err)
			continue
		}
		at, words, _ := strings.Cut(wanted, " ")
		if fmt.Sprint(wrong.At) != at || !strings.Contains(err.Error(), words) || len(err.Error()) > 300 {
			t.Errorf("%.40s: got %d, %v; wanted %s", text, wrong.At, err, wanted)
		}
	}
}

// FuzzParse: whatever is typed is refused within its letters, or reads back as itself.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"SN-7 status:4xx -by:script", `rule:"a \" b" after:10m`, "kind:", `"`, "\xff:\\", "-:-\"\"", "before:2026-11-23T09:30:00Z"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		terms, err := search.Parse(text)
		var wrong *search.Error
		switch {
		case errors.As(err, &wrong):
			if wrong.At < 0 || wrong.At > len([]rune(text)) {
				t.Errorf("%q: place %d", text, wrong.At)
			}
			return
		case err != nil:
			t.Fatalf("%q: %v", text, err)
		}
		written := search.Text(terms)
		again, err := search.Parse(written)
		if len(written) > 2000 && err != nil {
			return // the quotes made it too long
		}
		if err != nil || !reflect.DeepEqual(again, terms) {
			t.Errorf("%q is written %q, which reads as %+v, %v", text, written, again, err)
		}
	})
}
