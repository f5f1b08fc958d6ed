package scenarios

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/script"
)

// Story is one valid scenario file. It is never changed, so it can be played many times at once.
type Story struct {
	// File is the path as given; Name is the file's name without its extension.
	File, Name string
	Title      string
	About      string
	Reference  string
	// Reproduces says, for the story of an issue, what has happened again if everything passes.
	Reproduces string
	Tags       []string
	// Seed, with the title, decides the ids and serials that are made.
	Seed uint64
	// NeedsScript is true for a story that makes no sense unless Script is played.
	NeedsScript bool
	// Master tells whether names come from the master data of the ERP (true) or are made up, so that an ERP with
	// master data does not know them (false); nil if the file does not say.
	Master *bool
	// Timeout is how long the MES waits for an answer; 0 is the sender's default.
	Timeout time.Duration
	// Observe lets the mock note breaches of the contract instead of refusing them.
	Observe    bool
	Settings   Settings
	WorkOrders []WorkOrder
	Stocks     []Stock
	// Script is what the mock answers; nil if its books answer everything.
	Script *script.Script
	// ScriptSource is the text of Script, on the same lines as in the file.
	ScriptSource []byte
	// Rows has one row for each time the story is played; nil means once.
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

// Stock is a stock on a bench when the story begins.
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

// Thing is an item or a report of a Stock. Args are those of the step that would make it.
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
