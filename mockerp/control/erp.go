package control

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// ERP is what this door steers: the runs of the mock with their books and scripts. "" as the name
// of a run means all of them. All methods are safe for concurrent use.
type ERP interface {
	// Runs lists the runs in the order of their names.
	Runs() []RunInfo
	// DropRun forgets a run with its books and its script, if there is one of that name. The default
	// run starts afresh instead. The error says that a durable journal could not note it: then the
	// run is as it was.
	DropRun(name string) error
	// ResetBooks empties the books; it returns how many things were forgotten. Answers that are held
	// back by a delay leave at once, faults end, and so does an outage that the run began. The error
	// says that a durable journal could not note it: then those books are as they were.
	ResetBooks(run string) (things int, err error)
	// Down closes the ERP door for that long: all connections are reset and new ones refused. 0 opens
	// it. It returns when the door opens again, zero when it is open.
	Down(duration time.Duration) (until time.Time)
	// ClosedUntil is when the ERP door opens again, zero when it is open.
	ClosedUntil() time.Time
	// Things is what the books of a run hold.
	Things(run string) ([]books.Thing, bool)
	// SetScript gives one run its own script, or with "" every run that has none of its own, also
	// the runs to come. A nil script takes it away. The counters start afresh.
	// The run is made if it is not there; the error says when there are too many runs.
	SetScript(run string, s *script.Script) error
	// Script is what the run plays and how often each rule was used; nil when there is none.
	// With "" it is the default script as a run would begin to play it, with nothing used.
	Script(run string) (*script.Script, []script.Use, bool)
	// SwitchRule switches a rule of the script, counted from 1, off or on again: in one run, which has a script
	// of its own from then on, or with "" in the shared script. False says that there is no such rule.
	SwitchRule(run string, number int, off bool) bool
	// AnswerNext lets a script of one rule answer one post of the run before all else. The run is made if it is
	// not there; the error says when there are too many. SetScript and DropRun forget it.
	AnswerNext(run string, s *script.Script) error
	// Next are the scripts that still wait for their one post.
	Next(run string) []*script.Script
}

// RunInfo is one isolated ERP as the control door shows it.
type RunInfo struct {
	Name      string    `json:"name"`
	Since     time.Time `json:"since"`
	Last      time.Time `json:"last"` // zero when it never received a post
	Posts     uint64    `json:"posts"`
	Things    int       `json:"things"`
	HasScript bool      `json:"hasScript"`
	OwnScript bool      `json:"ownScript"`
}

// FileProblem is what is wrong with a file that was changed while the mock serves.
type FileProblem struct {
	File  string
	Since time.Time
	Err   error
}

// Options are what the door needs.
type Options struct {
	ERP     ERP
	Journal journal.Store
	// Ready is nil when both doors serve; its error says what is missing.
	Ready func() error
	// Mask says which values of the exchanges are secret.
	Mask traffic.Mask
	// Page is what a browser gets at /, with its files below /page/; nil is none, and the browser gets the text.
	Page http.Handler
	// Actions are what the page can do beside what this door does itself.
	Actions Actions
	// Token is required of every caller except health probes.
	Token Token
	// Files are recorded traffic to show where there is no mock. If there are any, the door is read-only.
	Files []api.File
	// Metrics answers /metrics in the Prometheus text format.
	Metrics http.Handler
	// Version and Settings are shown at /api/v1/info; Settings marshals to a JSON object.
	Version  string
	Settings any
	// SettingsFrom says where each of the settings came from; nil where that is not known.
	SettingsFrom map[string]api.Source
	// ScriptFile tells what is wrong with the file of the shared script since it was changed; nil is
	// nothing, and there may be no file.
	ScriptFile func() *FileProblem
	// Authority is the certificate authority of the TLS door in PEM; nil when there is none.
	Authority []byte
	// ERPURL is where the posts go, for the examples that this door shows.
	ERPURL func() string
	// TLSURL is the ERP door behind TLS; nil, or "", is none.
	TLSURL func() string
	// MaxWait bounds the long poll; 0 is a minute.
	MaxWait time.Duration
	// Hosts are names with a point in them under which this door may be called, such as mock.example. localhost, IP
	// addresses and names without a point need not be here.
	Hosts []string
	// Stopping is closed when the mock stops, so that long polls answer at once; nil is never.
	Stopping <-chan struct{}
	// Logger hears of defects; nil is silent.
	Logger *slog.Logger
}
