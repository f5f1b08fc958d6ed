package main

import (
	"errors"
	"time"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
)

// journalFlags say where exchanges are kept, for how long, and what they survive.
type journalFlags struct {
	file, sync string
	age        time.Duration
	given      func(flag string) bool
}

// The default bounds of a journal in a file: higher than in memory, but not unlimited.
const (
	fileExchanges = 1_000_000
	fileBytes     = 4 << 30
)

func (f *journalFlags) add(flags *pflag.FlagSet, config *mockerp.Config) {
	flags.StringVar(&f.file, "journal", "", "keep the journal in this file over restarts, and rebuild the books from it; in memory by default")
	flags.StringVar(&f.sync, "journal-sync", string(sqlite.Normal), "what an answered exchange survives: normal (a kill of the process) or full (a power cut, too)")
	flags.DurationVar(&f.age, "max-journal-age", 0, "longest time that an exchange stays in the file, such as 720h; 0 means for ever")
	flags.IntVar(&config.MaxExchanges, "max-exchanges", 10_000, "most exchanges in the journal; in a file 1000000 by default")
	flags.Int64Var(&config.MaxJournalBytes, "max-journal-bytes", 64<<20, "most bytes in the journal; in a file 4 GiB by default")
	f.given = func(flag string) bool { return flags.Changed(flag) }
}

// open opens the journal file, if there is one. The caller closes it.
func (f *journalFlags) open(config *mockerp.Config) error {
	if f.file == "" {
		if f.given("journal-sync") || f.given("max-journal-age") {
			return errors.New("--journal-sync and --max-journal-age are for a journal in a file: name one with --journal")
		}
		return nil
	}
	if !f.given("max-exchanges") {
		config.MaxExchanges = fileExchanges
	}
	if !f.given("max-journal-bytes") {
		config.MaxJournalBytes = fileBytes
	}
	store, err := sqlite.Open(f.file, sqlite.Options{
		Sync: sqlite.Sync(f.sync), MaxCount: config.MaxExchanges, MaxBytes: config.MaxJournalBytes, MaxAge: f.age,
	})
	if err != nil {
		return err
	}
	config.Journal = store
	config.Shown = map[string]any{"journal": f.file, "journalSync": f.sync, "maxJournalAge": f.age.String()}
	return nil
}
