package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios/capsule"
)

// capsuleSource says where the recorded exchanges are: in a file or at the control door.
type capsuleSource struct {
	journal, har, jsonl, raw string
	lines                    string // the member that holds a post, in JSON lines of other tools
	control                  mocksFlags
	needRun                  bool // that a mock does not have the run is an error
}

func (s *capsuleSource) add(flags *pflag.FlagSet) {
	flags.StringVar(&s.journal, "journal", "", "read the exchanges from this journal of erpkit serve --journal; no mock may have it open")
	flags.StringVar(&s.har, "har", "", `read the exchanges from this HTTP archive of any tool; "-" is standard input`)
	flags.StringVar(&s.jsonl, "jsonl", "", `read the exchanges from these JSON lines of erpkit export; "-" is standard input`)
	flags.StringVar(&s.lines, "jsonl-body", "", jsonlBodyUsage)
	flags.StringVar(&s.raw, "raw", "", "read the exchanges from "+rawUsage+`; "-" is standard input`)
	s.control.add(flags)
}

// open returns the source and a function that closes it. The error carries the exit code.
func (s *capsuleSource) open(cmd *cobra.Command) (capsule.Source, func() error, error) {
	var given []string
	for _, one := range [][2]string{{"--journal", s.journal}, {"--har", s.har}, {"--jsonl", s.jsonl}, {"--raw", s.raw}, {"--control-url", strings.Join(s.control.urls, "")}} {
		if one[1] != "" {
			given = append(given, one[0])
		}
	}
	nothing := func() error { return nil }
	switch {
	case len(given) > 1:
		return nil, nil, exitf(exitUsage, "%s exclude each other: exchanges are taken from one place", strings.Join(given, " and "))
	case s.journal != "":
		return openJournal(s.journal)
	case s.lines != "" && s.jsonl == "":
		return nil, nil, exitf(exitUsage, "--jsonl-body is about the lines of a file: name it with --jsonl")
	}
	file := captureSource{stdin: cmd.InOrStdin(), stderr: cmd.ErrOrStderr(), member: s.lines}
	switch {
	case s.har != "":
		return file.exchanges("--har", s.har, traffic.HAR)
	case s.jsonl != "":
		return file.exchanges("--jsonl", s.jsonl, traffic.JSONLines)
	case s.raw != "":
		return file.exchanges("--raw", s.raw, traffic.Raw)
	}
	source, err := s.fromControl(cmd.Context(), cmd.ErrOrStderr())
	return source, nothing, err
}

// openJournal opens a journal without bounds, so that nothing is dropped from it. Only one process can open a
// journal: one that a mock has open is left alone.
func openJournal(path string) (capsule.Source, func() error, error) {
	if err := looksLikeJournal(path); err != nil {
		return nil, nil, exitf(exitUsage, "--journal: %w", err)
	}
	store, err := sqlite.Open(path, sqlite.Options{})
	switch {
	case errors.Is(err, sqlite.ErrInUse):
		return nil, nil, exitf(exitUsage, "%w; of a mock that is running, take the capsule from its control door: leave --journal out and say --control-url http://127.0.0.1:8086", err)
	case errors.Is(err, sqlite.ErrReadOnly):
		return nil, nil, exitf(exitUsage, "%w; a copy in a folder of your own, with its -wal file if there is one, does as well", err)
	case err != nil:
		return nil, nil, exitWith(exitUsage, err)
	}
	from := capsule.FromStore(store)
	return func(hint journal.Filter, each func(*traffic.Exchange) error) error {
		err := from(hint, each)
		if errors.Is(err, sqlite.ErrDamaged) || errors.Is(err, sqlite.ErrNewer) || errors.Is(err, sqlite.ErrDisk) {
			return exitWith(exitUsage, err)
		}
		return err
	}, store.Close, nil
}

// looksLikeJournal looks at the file before it is opened as a journal: opening would start a journal in an empty
// file, and leave a lock beside any other file.
func looksLikeJournal(path string) error {
	begin, err := beginOf(path)
	if err == nil && !strings.HasPrefix(begin, journalBegins) {
		err = fmt.Errorf("%s is not a journal of erpkit (it begins with %q); name the file that erpkit serve --journal writes",
			path, begin[:min(len(begin), len(journalBegins))])
	}
	return err
}

// exchanges opens a capture. Its errors blame the file.
func (c *captureSource) exchanges(flag, name string, format traffic.Format) (capsule.Source, func() error, error) {
	c.name, c.format = name, format
	file, done, err := c.open()
	if err != nil {
		return nil, nil, exitf(exitUsage, "%s: %s: %w", flag, name, err)
	}
	from := capsule.FromFile(file)
	return func(hint journal.Filter, each func(*traffic.Exchange) error) error {
		var ours error
		err := from(hint, func(x *traffic.Exchange) error {
			ours = each(x)
			return ours
		})
		if err != nil && ours == nil { // the file is cut off
			return exitf(exitUsage, "%s: %s: %w", flag, name, err)
		}
		return err
	}, done, nil
}

// fromControl streams what the mocks received.
func (s *capsuleSource) fromControl(ctx context.Context, stderr io.Writer) (capsule.Source, error) {
	mocks, err := s.control.open(ctx)
	if err != nil {
		return nil, err
	}
	warned := false
	return func(hint journal.Filter, each func(*traffic.Exchange) error) error {
		all, err := mocks.Exchanges(ctx, hint)
		if errors.Is(err, &api.Refusal{Code: api.UnknownRun}) && !s.needRun {
			return nil // a later pass over everything finds what is there instead
		}
		if err != nil {
			return controlError(err)
		}
		defer all.Close()
		if all.Dropped > 0 && !warned {
			warned = true
			fmt.Fprintf(stderr, "erpkit: not everything is there: exchanges dropped from the journal that may have mattered: %d\n", all.Dropped)
		}
		for x, err := range all.All() {
			if err != nil {
				return controlError(err)
			}
			if err := each(x); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// folderOf refuses a file whose folder does not exist.
func folderOf(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return fmt.Errorf("--out: %s cannot be written, because its folder cannot be used: %w", path, err)
	case !info.IsDir():
		return fmt.Errorf("--out: %s cannot be written: %s is not a folder", path, folder)
	}
	return nil
}
