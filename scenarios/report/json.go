package report

import (
	"io"
	"time"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// jsonVersion is the version of the JSON report. Within a version, members are only added.
const jsonVersion = 1

type jsonReport struct {
	Version       int                  `json:"version"`
	OK            bool                 `json:"ok"`
	Exit          int                  `json:"exit"`
	Target        string               `json:"target"`
	DryRun        bool                 `json:"dryRun,omitempty"`
	Prefix        string               `json:"prefix,omitempty"`
	Started       time.Time            `json:"started"`
	TookMs        int64                `json:"tookMs"`
	Counts        map[string]int       `json:"counts"`
	Stories       []jsonCase           `json:"stories"`
	Coverage      *coverage.Grid       `json:"coverage"`
	Leftovers     []leftovers.Leftover `json:"leftovers"`
	LeftoversFile string               `json:"leftoversFile,omitempty"`
	Notes         []string             `json:"notes"`
}

type jsonCase struct {
	Name       string         `json:"name"`
	File       string         `json:"file"`
	Title      string         `json:"title"`
	Reference  string         `json:"reference,omitempty"`
	Tags       []string       `json:"tags"`
	Row        map[string]any `json:"row,omitempty"`
	Seed       uint64         `json:"seed"`
	Outcome    play.Outcome   `json:"verdict"`
	Reproduces *bool          `json:"reproduces,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Posts      int            `json:"posts"`
	TookMs     int64          `json:"tookMs"`
	Steps      []jsonStep     `json:"steps"`
	Cleanup    []jsonPost     `json:"cleanup,omitempty"`
	Notes      []string       `json:"notes"`
}

type jsonStep struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Verb     string         `json:"verb"`
	Name     string         `json:"name,omitempty"`
	Say      string         `json:"say,omitempty"`
	Station  int            `json:"station,omitempty"`
	Turn     int            `json:"turn,omitempty"`
	Finally  bool           `json:"finally,omitempty"`
	LeftOut  string         `json:"leftOut,omitempty"`
	Failures []play.Failure `json:"failures"`
	Post     *jsonPost      `json:"post,omitempty"`
}

type jsonPost struct {
	Kind     schemas.Kind      `json:"kind"`
	Type     string            `json:"type,omitempty"`
	Sent     bool              `json:"sent"`
	HeldBy   string            `json:"heldBy,omitempty"`
	Findings []schemas.Finding `json:"findings"`
	Result   *sender.Result    `json:"result,omitempty"`
}

// JSON writes the result for programs: an object with version 1, to which members are only
// added. Secrets are masked. The error is the writer's.
func JSON(to io.Writer, r *play.Result) error {
	out := jsonReport{
		Version: jsonVersion, OK: r.Exit == play.ExitPassed, Exit: r.Exit, Target: r.Target, DryRun: r.DryRun, Prefix: r.Prefix,
		Started: r.Started, TookMs: r.Took.Milliseconds(), Counts: map[string]int{}, Stories: []jsonCase{},
		Coverage: r.Coverage, Leftovers: orEmpty(r.Leftovers), LeftoversFile: r.LeftoversFile, Notes: orEmpty(r.Notes),
	}
	for _, v := range []play.Outcome{play.Passed, play.Failed, play.Unreachable, play.Interrupted, play.Skipped} {
		out.Counts[string(v)] = r.Count(v)
	}
	for i := range r.Cases {
		out.Stories = append(out.Stories, caseJSON(&r.Cases[i]))
	}
	return schemas.PrintJSON(to, out)
}

func caseJSON(c *play.Case) jsonCase {
	out := jsonCase{
		Name: c.Name, File: c.Story.File, Title: c.Story.Title, Reference: c.Story.Reference, Tags: orEmpty(c.Story.Tags), Seed: c.Seed,
		Outcome: c.Outcome, Reason: c.Reason, Posts: c.Posts(), TookMs: c.Took.Milliseconds(), Steps: []jsonStep{}, Notes: orEmpty(c.Notes),
	}
	if c.Row != nil {
		out.Row = c.Row.Values
	}
	if c.Story.Reproduces != "" && (c.Outcome == play.Passed || c.Outcome == play.Failed) {
		out.Reproduces = new(c.Outcome == play.Passed)
	}
	for i := range c.Steps {
		out.Steps = append(out.Steps, stepJSON(&c.Steps[i]))
	}
	for i := range c.Cleanup {
		out.Cleanup = append(out.Cleanup, *postJSON(&c.Cleanup[i]))
	}
	return out
}

func stepJSON(s *play.StepResult) jsonStep {
	return jsonStep{
		File: s.Step.File, Line: s.Step.Line, Verb: string(s.Step.Verb), Name: s.Step.Name(), Say: s.Step.Say,
		Station: s.Station, Turn: s.Turn, Finally: s.Finally, LeftOut: s.Left, Failures: orEmpty(s.Failures), Post: postJSON(s.Exchange),
	}
}

func postJSON(x *play.Exchange) *jsonPost {
	if x == nil {
		return nil
	}
	out := &jsonPost{Kind: x.Act.Kind, Type: x.Act.Type, Sent: x.Sent, HeldBy: x.HeldBy, Findings: orEmpty(x.Findings)}
	if x.HeldBy == "" {
		out.Result = &x.Result
	}
	return out
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
