package report

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

// jsonVersion is the version of the form of the JSON report. Members are only ever added to a version.
const jsonVersion = 1

type jsonReport struct {
	Version   int            `json:"version"`
	Tool      jsonTool       `json:"tool"`
	Contract  string         `json:"contract"`
	Profile   string         `json:"profile,omitempty"`
	Target    jsonTarget     `json:"target"`
	Run       string         `json:"run"`
	Record    Record         `json:"record,omitzero"` // the file of --record, which erpkit reconcile follows
	Started   time.Time      `json:"started"`
	TookMs    int64          `json:"tookMs"`
	Verdict   Verdict        `json:"outcome"`
	Headline  string         `json:"headline"` // the outcome with the number of known failures
	Why       string         `json:"why"`
	Badge     string         `json:"badge"`
	Counts    map[string]int `json:"counts"`
	Broken    []string       `json:"broken"` // the clauses of which checks failed, causes first
	Causes    []jsonCause    `json:"causes"` // what to mend, first things first
	Clauses   []jsonClause   `json:"clauses"`
	Compared  *comparison    `json:"comparison,omitempty"` // with the report of --compare
	Leftovers []string       `json:"leftovers"`
	LeftIn    string         `json:"leftoversFile,omitempty"` // where they stand for erpkit cleanup
	Checks    []jsonCheck    `json:"checks"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// jsonTarget shows where the posts went; the values of headers are never written.
type jsonTarget struct {
	URLs     map[schemas.Kind]string `json:"urls"`
	Headers  []string                `json:"headers,omitempty"`
	Insecure bool                    `json:"insecure,omitempty"`
	Timeout  string                  `json:"timeout"`
	Rate     float64                 `json:"rate,omitempty"`
}

type jsonClause struct {
	ID       string        `json:"id"`
	Level    schemas.Level `json:"level"`
	Outcome  string        `json:"verdict"` // holds, broken, unjudged or none
	Sentence string        `json:"sentence"`
}

// jsonCause names checks as their clause and name. Failures fail in one way, the best example first.
type jsonCause struct {
	Counts   bool     `json:"counts"` // it turns the run red
	Failures []string `json:"failures"`
	Follow   []string `json:"follow"`  // failures that likely follow
	Blocked  int      `json:"blocked"` // checks that could not be run, likely because of it
}

type jsonCheck struct {
	Clause       string         `json:"clause"`
	Also         []string       `json:"also,omitempty"`
	Level        schemas.Level  `json:"level"`
	Family       string         `json:"family"`
	Name         string         `json:"name"`
	Outcome      check.Outcome  `json:"verdict"`
	Cause        string         `json:"cause,omitempty"`
	Need         string         `json:"need,omitempty"` // what master data would have to give
	Reason       string         `json:"reason"`
	BlockedBy    []string       `json:"blockedBy,omitempty"`
	ExplainedBy  string         `json:"explainedBy,omitempty"` // the failure from which this one follows
	Expected     string         `json:"expected,omitempty"`
	Got          string         `json:"got,omitempty"`
	Cure         string         `json:"cure,omitempty"`
	Curl         string         `json:"curl,omitempty"`
	FailedPost   int            `json:"failedPost,omitempty"` // its number, from 1
	Script       string         `json:"script,omitempty"`     // all posts, for a POSIX shell
	KnownFailing bool           `json:"knownFailing,omitempty"`
	Flaky        bool           `json:"flaky,omitempty"` // it passed and failed in this run
	TookMs       int64          `json:"tookMs"`
	Exchanges    []jsonExchange `json:"exchanges"`
	Leftovers    []string       `json:"leftovers,omitempty"`
}

// jsonExchange is one post. The transcript is written for checks that did not pass.
type jsonExchange struct {
	Number     int             `json:"number,omitempty"`
	Cleanup    bool            `json:"cleanup,omitempty"`
	What       string          `json:"what"`
	Kind       schemas.Kind    `json:"kind"`
	Type       string          `json:"type"`
	Status     int             `json:"status"`
	Trouble    sender.Trouble  `json:"trouble,omitempty"`
	TookMs     int64           `json:"tookMs"`
	Transcript json.RawMessage `json:"transcript,omitempty"`
}

// JSON writes the report for programs. Secrets of the target are masked.
func (r *Report) JSON(out io.Writer) error {
	full := jsonReport{
		Version: jsonVersion, Tool: jsonTool{"erpkit", r.Tool}, Contract: contractVersion, Profile: r.Profile, Compared: r.compare(), Target: describe(r.Target),
		Run: r.Run, Record: r.Record, Started: r.Started.UTC(), TookMs: r.Took.Milliseconds(), Verdict: r.Verdict, Headline: r.Headline(), Why: r.Why, Badge: r.Badge(),
		Counts: map[string]int{}, Leftovers: append([]string{}, r.Leftovers()...), LeftIn: r.leftIn(), Checks: []jsonCheck{},
		Broken: append([]string{}, r.broken()...), Causes: []jsonCause{},
	}
	for _, c := range r.causes {
		full.Causes = append(full.Causes, jsonCause{c.counts, entries(c.Failures), entries(c.Follow), c.Blocked})
	}
	for _, v := range check.Outcomes() {
		full.Counts[string(v)] = r.count(v)
	}
	for _, cell := range r.grid() {
		full.Clauses = append(full.Clauses, jsonClause{cell.Clause.ID, cell.Clause.Level, cell.word(), cell.Clause.Sentence})
	}
	for _, one := range r.Results {
		c, err := r.jsonCheck(one)
		if err != nil {
			return err
		}
		full.Checks = append(full.Checks, c)
	}
	text, err := json.MarshalIndent(full, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, r.Target.Hide(string(text))+"\n")
	return err
}

func entries(results []check.Result) []string {
	list := []string{}
	for _, one := range results {
		list = append(list, Entry(one.Check))
	}
	return list
}

func (r *Report) jsonCheck(one check.Result) (jsonCheck, error) {
	c := jsonCheck{
		Clause: one.Check.Clause, Also: one.Check.Also, Level: one.Check.Level(), Family: one.Check.Family, Name: one.Check.Name,
		Outcome: one.Outcome, Cause: string(one.Cause), Need: one.Need, Reason: one.Reason, KnownFailing: r.known.lists(one.Check), Flaky: one.Flaky,
		TookMs: one.Took.Milliseconds(), Exchanges: []jsonExchange{}, Leftovers: inWords(one.Leftovers),
	}
	for _, blocker := range blockersOf(r.Results, one) {
		c.BlockedBy = append(c.BlockedBy, Entry(blocker.Check))
	}
	if cause, follows := r.causeOf(one); follows {
		c.ExplainedBy = Entry(cause)
	}
	if f := one.Failure; f != nil {
		c.Expected, c.Got, c.Cure = f.Expected, f.Got, f.Cure
		c.FailedPost, c.Script = failedPost(one), script(r.Target, one)
		if f.Exchange != nil {
			c.Curl = f.Exchange.Result.Transcript.Curl()
		}
	}
	for _, x := range one.Exchanges {
		short, err := shortExchange(x, one.Outcome != check.Pass)
		if err != nil {
			return c, err
		}
		c.Exchanges = append(c.Exchanges, short)
	}
	return c, nil
}

func shortExchange(x check.Exchange, whole bool) (jsonExchange, error) {
	short := jsonExchange{
		Number: x.Number, Cleanup: x.Cleanup,
		What: x.What, Kind: x.Act.Kind, Type: x.Act.Type, Status: x.Result.Status, Trouble: x.Result.Trouble,
		TookMs: x.Result.Transcript.Took.Milliseconds(),
	}
	if !whole {
		return short, nil
	}
	var err error
	short.Transcript, err = json.Marshal(x.Result.Transcript)
	return short, err
}

func describe(t target.Target) jsonTarget {
	d := jsonTarget{URLs: map[schemas.Kind]string{}, Insecure: t.Insecure, Timeout: t.Timeout.String(), Rate: t.Rate}
	for _, kind := range schemas.Kinds() {
		if url, offered := t.URL(kind); offered {
			d.URLs[kind] = show.URL(url)
		}
	}
	for name := range t.Headers {
		d.Headers = append(d.Headers, http.CanonicalHeaderKey(name))
	}
	slices.Sort(d.Headers)
	return d
}
