package scenarios

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/script"
)

// Story is one scenario file that was read and found right. It is never changed; many may
// play it at once.
type Story struct {
	// File is the path as it was given; Name is the file's name without its ending.
	File, Name string
	Title      string
	About      string
	Reference  string
	// Reproduces says, for the story of an issue, what has happened again when all passes.
	Reproduces string
	Tags       []string
	// Seed is what ids and serials are made from, beside the title.
	Seed uint64
	// NeedsScript is true for a story that makes no sense where Script is not played.
	NeedsScript bool
	// Master tells whether names are taken from the master data of the ERP (true), or made up, so that an ERP with
	// master data does not know them (false); nil where the file does not say.
	Master *bool
	// Timeout is how long the MES waits for an answer; 0 is the sender's default.
	Timeout time.Duration
	// Observe lets the mock note breaches of the contract instead of refusing them.
	Observe    bool
	Settings   Settings
	WorkOrders []WorkOrder
	Stocks     []Stock
	// Script is what the mock answers; nil when its books answer all.
	Script *script.Script
	// ScriptSource is the text of Script, on the same lines as in the file.
	ScriptSource []byte
	// Rows has one row for each time the story is played; nil is once.
	Rows    []Row
	Steps   []*Step
	Finally []*Step
}

// Settings are the Integration Builder page of the story (C1-C3).
type Settings struct {
	CustomIntegration             bool
	WorkOrderSource               string
	Device, ItemAttach, Operation bool
	// OneURL sends all kinds to one URL of the mock (C5).
	OneURL bool
}

// WorkOrder is a work order as the MES knows it.
type WorkOrder struct {
	// Key is the number as it is written in the file, which is how the file refers to it.
	Key           string
	Number        Text
	SKU           Text
	Source        Text // zero: that of the settings
	ExternalID    Text
	ID            Text // zero: made from the seed
	SerialManaged bool
}

// Stock is what is on a bench when the story begins.
type Stock struct {
	Name       string
	WorkOrder  string // its Key
	Session    string // "" is the usual one of the work order
	Serial     Text
	ExternalID Text
	Items      []Thing
	Reports    []Thing

	at place
}

// Thing is an item or a report of a Stock. Args are as those of the step that makes one.
type Thing struct {
	Name       string
	Args       map[string]Text
	ExternalID Text

	at place
}

// Row is one row of a story's table.
type Row struct {
	Line int
	// Columns are the names in the order of the file.
	Columns []string
	// Values are text, json.Number, bool or nil.
	Values map[string]any
}
