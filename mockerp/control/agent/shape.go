package agent

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// The bounds of what one result shows. A sender chose the lengths, and a model reads all of it.
const (
	mostWords    = 1 << 10 // bytes of a serial, a message, a part of a finding
	mostBody     = 8 << 10
	mostFindings = 20 // of one post or answer
	mostHeaders  = 40
)

// clip cuts a text, and says so.
func clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return show.Clip(text, most) + fmt.Sprintf(" (cut, %d bytes in all)", len(text))
}

func words(text string) string { return clip(text, mostWords) }

// toldError is an error in full: a refusal with all its problems.
func toldError(err error) error {
	text := err.Error()
	var refused *api.Refusal
	if errors.As(err, &refused) && len(refused.Problems) > 0 {
		text += "\n" + refused.Problems.Error()
	}
	return errors.New(clip(schemas.Escape(text), mostBody))
}

// row is an exchange in one line.
type row struct {
	ID         uint64       `json:"id"`
	At         api.Time     `json:"at"`
	Run        string       `json:"run"`
	Kind       schemas.Kind `json:"kind"`
	Type       string       `json:"type"`
	Serial     string       `json:"serial"`
	WorkOrder  string       `json:"workOrder"`
	Status     int          `json:"status"`
	ExternalID string       `json:"externalId"`
	Message    string       `json:"message"`
	Findings   api.Levels   `json:"findings"`
	Clauses    []string     `json:"clauses"`
	By         string       `json:"by"`
	Rule       string       `json:"rule"`
	Lost       bool         `json:"lost"`
	Fault      string       `json:"fault"`
}

func rowOf(x api.Row) row {
	return row{
		ID: x.ID, At: x.At, Run: x.Run, Kind: x.Kind, Type: words(x.Type), Serial: words(x.Serial), WorkOrder: words(x.WorkOrder),
		Status: x.Status, ExternalID: words(x.ExternalID), Message: words(x.Message), Findings: x.Findings, Clauses: x.Clauses,
		By: x.By, Rule: words(x.Rule), Lost: x.Lost, Fault: x.Fault,
	}
}

// line is a row for a model: #12 10:04:05.123 device add serial SN-7 …
func (r row) line() string {
	var out strings.Builder
	fmt.Fprintf(&out, "#%d %s", r.ID, r.At.UTC().Format("15:04:05.000"))
	for _, word := range []struct{ name, text string }{
		{"", string(r.Kind)}, {"", r.Type}, {"serial ", r.Serial}, {"order ", r.WorkOrder}, {"run ", r.Run},
	} {
		if word.text != "" {
			out.WriteString(" " + word.name + show.Text(word.text))
		}
	}
	fmt.Fprintf(&out, " -> %d", r.Status)
	for _, word := range []struct{ name, text string }{
		{"id ", r.ExternalID}, {"message ", r.Message}, {"fault ", r.Fault}, {"by rule ", r.Rule}, {"findings ", strings.Join(r.Clauses, ",")},
	} {
		if word.text != "" {
			out.WriteString("; " + word.name + show.Text(word.text))
		}
	}
	return out.String() + "\n"
}

// findingsOf bounds findings. keep nil keeps all.
func findingsOf(all []schemas.Finding, keep func(schemas.Finding) bool) (kept []schemas.Finding, more int) {
	kept = []schemas.Finding{}
	for _, f := range all {
		switch {
		case keep != nil && !keep(f):
		case len(kept) == mostFindings:
			more++
		default:
			f.Pointer, f.Wanted, f.Got = words(f.Pointer), words(f.Wanted), words(f.Got)
			f.Message, f.Hint = words(f.Message), words(f.Hint)
			kept = append(kept, f)
		}
	}
	return kept, more
}

func findingLines(out *strings.Builder, findings []schemas.Finding, more int) {
	for _, f := range findings {
		at := show.Text(f.Pointer)
		if at == "" {
			at = "(whole body)"
		}
		fmt.Fprintf(out, "  %s %s at %s: %s", f.Level, f.Clause, at, show.Text(f.Message))
		if f.Hint != "" {
			out.WriteString(" " + show.Text(f.Hint))
		}
		out.WriteString("\n")
	}
	if more > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
}

// headerLines are the headers in the order of their names, as the door shows them: without secrets.
func headerLines(header http.Header) []string {
	lines := []string{}
	for name, values := range header {
		lines = append(lines, words(name+": "+strings.Join(values, ", ")))
	}
	slices.Sort(lines)
	return lines[:min(len(lines), mostHeaders)]
}

func bodyText(b api.Body) string {
	switch {
	case b.Text != nil:
		return clip(*b.Text, mostBody)
	case len(b.Payload) > 0:
		return clip(string(b.Payload), mostBody)
	case b.Bytes > 0:
		return fmt.Sprintf("(%d bytes that are no text)", b.Bytes)
	}
	return ""
}

func addOnce(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}
