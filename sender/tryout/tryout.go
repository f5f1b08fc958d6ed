package tryout

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// Outcome is what one step came to.
type Outcome string

// The outcomes. Only Failed makes the whole fail.
const (
	OK      Outcome = "ok"
	Warned  Outcome = "warning" // works, but somebody should look
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped" // not tried; Words says why
)

// Step is one thing that was tried.
type Step struct {
	// Integration is the kind that was tried; "" is the page as a whole.
	Integration schemas.Kind `json:"integration,omitempty"`
	// Name is toggle, source, url, name, connect, tls, add, answer or remove.
	Name       string             `json:"step"`
	OK         bool               `json:"ok"` // Outcome is not Failed
	Outcome    Outcome            `json:"verdict"`
	Words      string             `json:"words"`
	Cure       string             `json:"cure,omitempty"`
	Transcript *sender.Transcript `json:"transcript,omitempty"`
}

// String is the step in one line for a terminal.
func (s Step) String() string {
	where := "page"
	if s.Integration != "" {
		where = string(s.Integration)
	}
	line := fmt.Sprintf("%-7s %s %s: %s", s.Outcome, where, s.Name, s.Words)
	if s.Cure != "" {
		line += " " + s.Cure
	}
	return line
}

// Report is all that was tried.
type Report struct {
	// OK is true when something was posted and nothing failed.
	OK    bool   `json:"ok"`
	Steps []Step `json:"steps"`
	// Leftovers are the samples that may still be in the ERP, each in a sentence.
	Leftovers []string `json:"leftovers,omitempty"`
}

// Prober is what tryout needs of a sender.Client.
type Prober interface {
	sender.Poster
	Reach(ctx context.Context, url string) ([]sender.Reached, error)
}

// Options say what to try.
type Options struct {
	Settings sender.Settings
	Client   Prober
	// Only limits the test to some integrations; empty is all.
	Only []schemas.Kind
	// Sources are the sources of real work orders, to compare with the configured one (C3).
	Sources []string
	Sample  Sample
	// Master are the master data of the ERP; they are taken in place of sample values.
	Master *master.Data
	// Random makes the samples unique; nil is crypto/rand.
	Random io.Reader
	// Progress hears of each step as it is done; nil is fine.
	Progress func(Step)
}

// Run tries what the settings switch on. It does not stop at the first failure.
func Run(ctx context.Context, o Options) Report {
	r := &runner{Options: o}
	if r.Random == nil {
		r.Random = rand.Reader
	}
	r.page()
	if on := r.reachable(ctx); len(on) > 0 {
		r.play(ctx, on)
	}
	if !r.posted {
		r.add(Step{Name: "nothing", Outcome: Failed, Words: "Nothing was posted, so nothing is proven.", Cure: "Enable an integration with a URL that can be reached."})
	}
	r.report.OK = !slices.ContainsFunc(r.report.Steps, func(s Step) bool { return s.Outcome == Failed })
	return r.report
}

// runner is one test run.
type runner struct {
	Options
	report Report
	posted bool
}

// tries tells whether the kind is asked for.
func (r *runner) tries(kind schemas.Kind) bool {
	return len(r.Only) == 0 || slices.Contains(r.Only, kind)
}

func (r *runner) add(s Step) Step {
	s.OK = s.Outcome != Failed
	r.report.Steps = append(r.report.Steps, s)
	if r.Progress != nil {
		r.Progress(s)
	}
	return s
}

// mark is the unique end of the samples of this run.
func (r *runner) mark() string {
	var raw [4]byte
	if _, err := io.ReadFull(r.Random, raw[:]); err != nil {
		return "00000000"
	}
	return hex.EncodeToString(raw[:])
}
