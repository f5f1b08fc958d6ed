package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// Earlier is the JSON report of an earlier run, as far as another run is compared with it.
type Earlier struct {
	Version  int            `json:"version"`
	Tool     jsonTool       `json:"tool"`
	Contract string         `json:"contract"`
	Profile  string         `json:"profile"` // "" in reports of old versions
	Started  time.Time      `json:"started"`
	Checks   []earlierCheck `json:"checks"`
}

type earlierCheck struct {
	Clause  string        `json:"clause"`
	Name    string        `json:"name"`
	Outcome check.Outcome `json:"verdict"`
	Flaky   bool          `json:"flaky"`
}

// entry is the check under the name that it has now.
func (c earlierCheck) entry() string { return check.Current(c.Clause + " " + c.Name) }

// ReadEarlier reads a report that JSON wrote, in this version or an earlier one.
func ReadEarlier(from io.Reader) (*Earlier, error) {
	const most = 256 << 20
	var e Earlier
	text, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > most:
		return nil, fmt.Errorf("it is longer than %d MiB: no report is", most>>20)
	}
	if text, err = schemas.FileText(text); err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		return nil, fmt.Errorf("it is no JSON report: %w; erpkit verify --json=FILE writes one", err)
	}
	switch {
	case e.Version == 0 || e.Checks == nil || e.Contract == "":
		return nil, errors.New("it is no report of erpkit verify --json: version, contract or checks are missing")
	case e.Version > jsonVersion:
		return nil, fmt.Errorf("its version is %d, and this erpkit reads version %d: use a newer erpkit", e.Version, jsonVersion)
	}
	return &e, nil
}

// failing are the checks that a run after it need not answer for: those that failed, and the flaky ones. Nothing is
// carried over from another version of the contract.
func (e *Earlier) failing() []string {
	var entries []string
	if e == nil || e.Contract != contractVersion {
		return nil
	}
	for _, c := range e.Checks {
		if c.Outcome == check.Fail || c.Flaky {
			entries = append(entries, c.entry())
		}
	}
	return entries
}
