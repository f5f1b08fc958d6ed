package control

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// maxScript is the longest script in bytes that is read.
const maxScript = 1 << 20

// showScript gives the script of one run with its uses, or without a run the one that all share.
func (d *door) showScript(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	s, uses, ok := d.options.ERP.Script(run)
	switch {
	case !ok:
		return nil, refuseRun(run, d.runNames())
	case s == nil:
		return nil, refuseNoScript(run)
	}
	if run == "" {
		return viewScript("", false, s, d.sharedUses(s)), nil
	}
	info, _ := d.runInfo(run)
	return viewScript(run, info.OwnScript, s, uses), nil
}

// putScript takes a script only as a whole: when it is wrong, what was played before stays.
func (d *door) putScript(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	if said := checkScriptType(c.Header); said != nil {
		return nil, said
	}
	s, said := d.readScript(c.Request)
	if said != nil {
		return nil, said
	}
	if err := d.options.ERP.SetScript(run, s); err != nil {
		return nil, refuseTooManyRuns(err)
	}
	return viewScript(run, run != "", s, script.NewPlay(s).Uses()), nil
}

func (d *door) deleteScript(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	done.Scripts, said = d.takeScripts(run)
	return done, said
}

// checkScriptType takes what editors, browsers and a plain curl call a text file.
func checkScriptType(header http.Header) *refusal {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return refuseScriptType("Content-Encoding " + encoding)
	}
	got := header.Get("Content-Type")
	if got == "" {
		return nil
	}
	media, params, err := mime.ParseMediaType(got)
	known := slices.Contains([]string{
		"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml", "application/json", "text/json",
		"text/plain", "application/octet-stream", "application/x-www-form-urlencoded",
	}, media)
	charset := params["charset"]
	utf8 := charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "us-ascii")
	if err != nil || !known && !strings.HasSuffix(media, "+json") && !strings.HasSuffix(media, "+yaml") || !utf8 {
		return refuseScriptType(got)
	}
	return nil
}

// readScript reads and parses a body. Long bodies and parsing have few places, for both take memory.
func (d *door) readScript(r *http.Request) (*script.Script, *refusal) {
	if r.ContentLength > maxScript {
		return nil, refuseScriptLength()
	}
	if r.ContentLength < 0 || r.ContentLength > smallAnswer {
		if !d.large.TryAcquire(maxScript) {
			return nil, refuseBusy()
		}
		defer d.large.Release(maxScript)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxScript+1))
	switch {
	case err != nil:
		return nil, refuseCutShort()
	case len(body) > maxScript:
		return nil, refuseScriptLength()
	case len(strings.TrimSpace(string(body))) == 0:
		return nil, refuseEmptyScript()
	}
	if !d.parsing.take(r.Context()) {
		return nil, refuseBusy()
	}
	defer d.parsing.leave()
	return parseScript(body)
}

func parseScript(body []byte) (*script.Script, *refusal) {
	const name = "request body"
	s, err := script.Parse(name, body)
	if err == nil {
		return s, nil
	}
	var problems yamlfile.Problems
	if !errors.As(err, &problems) {
		problems = yamlfile.Problems{{File: name, Message: err.Error()}}
	}
	return nil, refuseScript(problems)
}

type scriptView struct {
	Run    *string `json:"run"`
	Own    bool    `json:"own"`
	Name   string  `json:"name"`
	Source string  `json:"source"`
	// Rules are all rules of the script, in its order; NeverUsed are the names of those that
	// answered nothing yet.
	Rules     []script.Use `json:"rules"`
	NeverUsed []string     `json:"neverUsed"`
}

func viewScript(run string, own bool, s *script.Script, uses []script.Use) scriptView {
	view := scriptView{Own: own, Name: s.Name(), Source: string(s.Source()), Rules: list(uses), NeverUsed: []string{}}
	if run != "" {
		view.Run = &run
	}
	for _, use := range uses {
		if use.Used == 0 {
			view.NeverUsed = append(view.NeverUsed, use.Rule)
		}
	}
	return view
}

// sharedUses adds up what the runs that play the shared script used of it. A rule is used up when
// it is so in each of them.
func (d *door) sharedUses(s *script.Script) []script.Use {
	sum, players := script.NewPlay(s).Uses(), 0
	for _, info := range d.options.ERP.Runs() {
		played, uses, _ := d.options.ERP.Script(info.Name)
		if played != s || len(uses) != len(sum) {
			continue
		}
		players++
		for i, use := range uses {
			sum[i].Used += use.Used
			sum[i].UsedUp = use.UsedUp && (sum[i].UsedUp || players == 1)
		}
	}
	return sum
}
