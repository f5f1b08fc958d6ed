package api

import (
	"encoding/json"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// Info is what the mock is and how it was started.
type Info struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	API     string `json:"api"`
	Started Time   `json:"started"`
	// Addresses are the URLs of the doors: erp, control and, where there is one, tls.
	Addresses map[string]string `json:"addresses"`
	Runs      int               `json:"runs"`
	Journal   Journal           `json:"journal"`
	// Settings are those of erpkit serve, as an object.
	Settings json.RawMessage `json:"settings"`
	// SettingsFrom says where each setting came from; nil where the program that runs the mock does not tell.
	SettingsFrom map[string]Source `json:"settingsFrom,omitempty"`
	// Actions are those below /actions that this mock offers: shift, send, capsule.
	Actions []string `json:"actions"`
	// ScriptFileProblem is there while the file of the script is wrong.
	ScriptFileProblem *FileProblem `json:"scriptFileProblem,omitempty"`
	// ReadOnly tells that there is no mock behind the door: it shows Files.
	ReadOnly bool   `json:"readOnly"`
	Files    []File `json:"files,omitempty"`
}

// Source is where a setting came from.
type Source struct {
	From string `json:"from"`           // flag, environment, file or default
	Name string `json:"name,omitempty"` // of the flag, the variable or the file
}

// File is one file of recorded traffic that is shown.
type File struct {
	Name   string `json:"name"`
	Format string `json:"format"` // journal, har, jsonl or raw
	// Posts are those that are shown, from the first to the last id.
	Posts int    `json:"posts"`
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	// Broken counts the posts with a finding that breaks a MUST, in the post or in its answer, and Refused those with an
	// answer of 400 or above. FirstBroken and FirstRefused are the ids of the first ones that are shown; 0 is none.
	Broken       int    `json:"broken"`
	Refused      int    `json:"refused"`
	FirstBroken  uint64 `json:"firstBroken"`
	FirstRefused uint64 `json:"firstRefused"`
	// Unreadable counts the posts that could not be read, Skipped what is no post of the contract, by the reason.
	Unreadable int            `json:"unreadable"`
	Skipped    map[string]int `json:"skipped"`
	// Beyond counts the posts that were judged and counted, and are not shown: there are too many.
	Beyond int `json:"beyond"`
}

// Journal says how much is kept and how much was dropped to stay within the bounds.
type Journal struct {
	Exchanges int    `json:"exchanges"`
	Bytes     int64  `json:"bytes"`
	Recorded  uint64 `json:"recorded"`
	Dropped   uint64 `json:"dropped"`
	MaxCount  int    `json:"maxCount"`
	MaxBytes  int64  `json:"maxBytes"`
}

// Runs are all runs, in the order of their names.
type Runs struct {
	Runs []Run `json:"runs"`
}

// Run is one isolated ERP.
type Run struct {
	Name      string `json:"name"`
	URL       string `json:"url"`
	Since     Time   `json:"since"`
	Last      Time   `json:"last"` // null when it never received a post
	Posts     uint64 `json:"posts"`
	Things    int    `json:"things"`
	HasScript bool   `json:"hasScript"`
	OwnScript bool   `json:"ownScript"`
}

// LongestReset is how long a reset or drop may take before its connection is closed; it goes on then all the same. A long run in
// a file takes seconds, a slow disk makes minutes of them, and posts to other runs are answered meanwhile.
const LongestReset = 10 * time.Minute

// Forgotten says what was taken away; a run of null means all of them.
type Forgotten struct {
	Run       *string `json:"run"`
	Exchanges int     `json:"exchanges"`
	Things    int     `json:"things"`
	Scripts   int     `json:"scripts"`
}

// Things is a part of the books of one run.
type Things struct {
	Run    string        `json:"run"`
	Things []books.Thing `json:"things"`
	// Next is the value of after that continues: how many that match come before.
	Next  *int `json:"next"`
	Total int  `json:"total"`
}

// Coverage counts which acts came and how they ended; a run of null means all of them.
type Coverage struct {
	Run *string `json:"run"`
	// Exchanges are those that were counted, Dropped those that are not there any more.
	Exchanges int            `json:"exchanges"`
	Dropped   uint64         `json:"dropped"`
	Grid      *coverage.Grid `json:"grid"`
}

// Outage says whether the ERP door is closed, and until when; null when it is open.
type Outage struct {
	Down  bool `json:"down"`
	Until Time `json:"until"`
}
