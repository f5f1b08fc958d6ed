package capsule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/schemas"
)

// defaultRun is the run of a URL that names none.
const defaultRun = "default"

// maxTook is the longest time of an entry that is believed, in milliseconds: a day.
const maxTook = 24 * 60 * 60 * 1000

// maxHAR is how long an HTTP archive may be, which is read as a whole.
const maxHAR = 64 << 20

// ReadHAR reads an HTTP archive of any tool. One that erpkit wrote has all that the mock knew; of
// others see FromCaptured. The error names the entry.
func ReadHAR(r io.Reader) ([]Recorded, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxHAR+1)) // the reader of archives refuses what is longer
	if err != nil {
		return nil, err
	}
	captured, err := export.ReadHAR(bytes.NewReader(content), maxHAR)
	if err != nil {
		return nil, err
	}
	var own struct {
		Log struct {
			Entries []struct {
				Own  *known  `json:"_erpkit"`
				Time float64 `json:"time"` // milliseconds
			} `json:"entries"`
		} `json:"log"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), &own); err != nil {
		return nil, fmt.Errorf("what erpkit added to the HAR file cannot be read: %w", err)
	}
	all := FromCaptured(captured)
	for i := range min(len(all), len(own.Log.Entries)) {
		if took := own.Log.Entries[i].Time; took > 0 && took < maxTook {
			all[i].Delay = time.Duration(took * float64(time.Millisecond))
		}
		if more := own.Log.Entries[i].Own; more != nil {
			all[i].know(&captured[i], *more)
		}
	}
	return all, nil
}

// FromCaptured takes posts that somebody else recorded: a HAR file, raw HTTP. An entry without
// a status is one that got no answer. What is no post of the contract cannot be replayed, for
// browsers and proxies record whatever passes. The findings are those of the judge of captures:
// posts can be chosen by them, but no mock has seen them.
func FromCaptured(captured []export.Captured) []Recorded {
	places := map[string]bool{}
	for i := range captured {
		if c := &captured[i]; isContract(c) {
			places[placeOf(c.URL)] = true
		}
	}
	judge := offline.NewJudge("")
	var all []Recorded
	for i := range captured {
		c := &captured[i]
		r := fromCaptured(c)
		if r.Useless == "" && !places[placeOf(c.URL)] {
			r.Useless = "neither their path nor their body is that of a post of the contract"
		}
		if r.Useless == "" {
			r.Findings = judged(judge, c)
		}
		all = append(all, r)
	}
	return all
}

func fromCaptured(c *export.Captured) Recorded {
	kind, run := target(c.URL)
	r := Recorded{
		At: c.At, Run: run, Kind: kind, Header: c.Header, Body: c.Body, Lost: c.Status == 0,
		Status: c.Status, AnswerHeader: c.AnswerHeader, Answer: c.AnswerBody, Useless: useless(c.Method, c.BodyCut, ""),
	}
	r.hear()
	return r
}

func judged(judge *offline.Judge, c *export.Captured) []schemas.Finding {
	p := offline.Post{
		Place: c.Where, Method: c.Method, URL: c.URL, Body: c.Body, Answered: c.Status != 0, Status: c.Status, Answer: c.AnswerBody,
	}
	if len(c.Header) > 0 {
		p.Header = c.Header
	}
	return judge.See(p).Findings
}

// isContract tells whether a captured post is one of the contract, by its path or by its shape.
func isContract(c *export.Captured) bool {
	if c.Method != http.MethodPost {
		return false
	}
	if kind, _ := target(c.URL); kind != "" {
		return true
	}
	object, _ := schemas.Parse(c.Body)
	_, isItem := object["item"]
	_, isOperation := object["actCode"]
	_, typed := object["type"]
	for _, name := range []string{"workorderNumber", "workorderId", "stockId", "sessionId"} {
		if _, ok := object[name]; ok && (typed || isItem || isOperation) {
			return true
		}
	}
	return false
}

// placeOf is what posts to one integration have in common.
func placeOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Host + u.Path
}

// target reads the kind and the run out of the path. The kind goes by its end; "" leaves it to
// the shape of the body (C5).
func target(raw string) (kind schemas.Kind, run string) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", defaultRun
	}
	run = defaultRun
	if parts := strings.Split(strings.TrimPrefix(u.Path, "/"), "/"); len(parts) > 1 && parts[0] == "r" && parts[1] != "" {
		run = parts[1]
	}
	kind, err = schemas.ParseKind(path.Base(u.Path))
	if err != nil {
		return "", run
	}
	return kind, run
}
