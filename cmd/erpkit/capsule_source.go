package main

import (
	"bytes"
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
	"github.com/erpkit/erpkit/scenarios/capsule"
)

// capsuleSource says where recorded exchanges are: in a file, or at the control door.
type capsuleSource struct {
	journal, har, jsonl string
	control             controlFlags
}

func (s *capsuleSource) add(flags *pflag.FlagSet) {
	flags.StringVar(&s.journal, "journal", "", "take them from this journal of erpkit serve --journal, which no mock has open now")
	flags.StringVar(&s.har, "har", "", `take them from this HTTP archive of any tool; "-" is standard input`)
	flags.StringVar(&s.jsonl, "jsonl", "", `take them from these JSON lines of erpkit export; "-" is standard input`)
	s.control.add(flags)
}

// open gives the source, and what closes it. The error carries the exit code.
func (s *capsuleSource) open(cmd *cobra.Command) (capsule.Source, func() error, error) {
	var given []string
	for _, one := range [][2]string{{"--journal", s.journal}, {"--har", s.har}, {"--jsonl", s.jsonl}, {"--control-url", s.control.url}} {
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
	case s.har != "":
		source, err := openHAR(s.har, cmd.InOrStdin())
		return source, nothing, exitWith(exitUsage, err)
	case s.jsonl != "":
		source, err := openLines(s.jsonl, cmd.InOrStdin())
		return source, nothing, exitWith(exitUsage, err)
	}
	source, err := s.fromControl(cmd.Context(), cmd.ErrOrStderr())
	return source, nothing, err
}

// openJournal opens a journal without bounds, so that nothing is dropped from it. The store lets
// one process in at a time: a journal that a mock has open is left alone.
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
	return func(hint journal.Filter, each func(capsule.Recorded) error) error {
		return exitOnly(from(hint, each), sqliteTrouble)
	}, store.Close, nil
}

// looksLikeJournal looks before the file is opened as one: that would begin a journal in an empty
// file, and leave a lock beside any other.
func looksLikeJournal(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is a folder or a device, not a file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() // it was only read
	const magic = "SQLite format 3\x00"
	start := make([]byte, len(magic))
	if n, err := io.ReadFull(file, start); err != nil || string(start) != magic {
		return fmt.Errorf("%s is not a journal of erpkit (it begins with %q); name the file that erpkit serve --journal writes", path, start[:n])
	}
	return nil
}

// exitOnly gives an error the exit code of a wrong file where it is the file's.
func exitOnly(err error, ofFile func(error) bool) error {
	if err != nil && ofFile(err) {
		return exitWith(exitUsage, err)
	}
	return err
}

func sqliteTrouble(err error) bool {
	return errors.Is(err, sqlite.ErrDamaged) || errors.Is(err, sqlite.ErrNewer) || errors.Is(err, sqlite.ErrDisk)
}

func openHAR(path string, stdin io.Reader) (capsule.Source, error) {
	from := stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("--har: %w", err)
		}
		defer file.Close() // it was only read
		from = file
	}
	list, err := capsule.ReadHAR(from)
	if err != nil {
		return nil, fmt.Errorf("--har: %s: %w", path, err)
	}
	return capsule.FromList(list), nil
}

// openLines goes through the file again and again; standard input goes by once, so it is kept.
func openLines(path string, stdin io.Reader) (capsule.Source, error) {
	if path != "-" {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return nil, fmt.Errorf("--jsonl: %w", err)
		case info.IsDir():
			return nil, fmt.Errorf("--jsonl: %s is a folder; name a file in it", path)
		case !info.Mode().IsRegular(): // a pipe goes by once, too
			file, err := os.Open(path)
			if err != nil {
				return nil, fmt.Errorf("--jsonl: %w", err)
			}
			defer file.Close() // it was only read
			return keepLines(path, file)
		}
		return func(_ journal.Filter, each func(capsule.Recorded) error) error {
			file, err := os.Open(path)
			if err != nil {
				return exitf(exitUsage, "--jsonl: %w", err)
			}
			defer file.Close() // it was only read
			return readLines(file, each, wrongLines(path))
		}, nil
	}
	return keepLines("standard input", stdin)
}

// keepLines keeps what can be read once only.
func keepLines(name string, from io.Reader) (capsule.Source, error) {
	const most = 64 << 20
	content, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("--jsonl: %s cannot be read: %w", name, err)
	case len(content) > most:
		return nil, fmt.Errorf("--jsonl: %s has more than %d MiB, which are not kept in memory: write it to a file and name that", name, most>>20)
	}
	return func(_ journal.Filter, each func(capsule.Recorded) error) error {
		return readLines(bytes.NewReader(content), each, wrongLines(name))
	}, nil
}

// readLines tells an error of the lines, which explain puts into words, from one of each.
func readLines(from io.Reader, each func(capsule.Recorded) error, explain func(error) error) error {
	var stopped error
	err := capsule.ReadLines(from, func(r capsule.Recorded) error {
		stopped = each(r)
		return stopped
	})
	if err == nil || stopped != nil {
		return err
	}
	return explain(err)
}

// wrongLines is the error of JSON lines in a file.
func wrongLines(name string) func(error) error {
	return func(err error) error { return exitf(exitUsage, "--jsonl: %s: %w", name, err) }
}

// fromControl asks the control door for JSON lines, which it streams.
func (s *capsuleSource) fromControl(ctx context.Context, stderr io.Writer) (capsule.Source, error) {
	mock, err := s.control.client(0)
	if err != nil {
		return nil, err
	}
	warned := false
	return func(hint journal.Filter, each func(capsule.Recorded) error) error {
		export, err := mock.Export(ctx, "jsonl", hint)
		if errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
			return nil // what is there instead is told by all that there is
		}
		if err != nil {
			return controlError(err)
		}
		defer export.Close() // it was read
		if export.Dropped > 0 && !warned {
			warned = true
			fmt.Fprintf(stderr, "erpkit: not everything is there: exchanges dropped from the journal that may have mattered: %d\n", export.Dropped)
		}
		return readLines(export, each, func(err error) error {
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return exitf(exitUnreachable, "the control door broke off, or does not speak as that of erpkit: %w", err)
		})
	}, nil
}

// folderOf refuses a file in a folder that is not there.
func folderOf(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return fmt.Errorf("--out: %s cannot be written, for its folder cannot be used: %w", path, err)
	case !info.IsDir():
		return fmt.Errorf("--out: %s cannot be written: %s is no folder", path, folder)
	}
	return nil
}
