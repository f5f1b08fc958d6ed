package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/scenarios/reconcile"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// readbackFlags say how to ask the ERP what it has after a run.
type readbackFlags struct {
	from  string // a command or a URL
	named []string
}

func (f *readbackFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.from, "readback", "", "when all was removed, hold what the ERP has against what it answered: a command that prints its records as CSV or JSON, or a URL that gives them")
	flags.StringSliceVar(&f.named, "readback-map", nil, "which column of the records is what: column=name, as --map of erpkit reconcile")
}

// postsOfRun is what becomes of every post of a run.
type postsOfRun struct {
	told *reconcile.Told // nil where nothing is read back
	to   *recorder       // nil where nothing is recorded
	n    uint64
	err  error
}

// watch lets the run show its posts to whoever needs them all.
func (f *verifyFlags) watch() (*postsOfRun, error) {
	p := &postsOfRun{}
	if f.readback.from != "" {
		p.told = reconcile.NewTold("")
	}
	if f.record != "" {
		var err error
		if p.to, err = newRecorder(f.record); err != nil {
			return nil, err
		}
	}
	if p.told != nil || p.to != nil {
		f.options.Seen = p.see
	}
	return p, nil
}

func (p *postsOfRun) see(result sender.Result) {
	p.n++
	if p.to != nil {
		p.to.see(result)
	}
	if p.told != nil && p.err == nil {
		p.err = p.told.See(exchangeOf(&result, p.n))
	}
}

// end gives the record, if there is one.
func (p *postsOfRun) end() (record report.Record, err error) {
	if p.to != nil {
		record, err = p.to.end()
	}
	return record, errors.Join(p.err, err)
}

// The bounds of what is read back.
const (
	readbackTime = time.Minute
	mostReadback = 64 << 20
)

// compare asks the ERP what it has and says what differs; that is exit code 1.
func (f *readbackFlags) compare(cmd *cobra.Command, told *reconcile.Told, to io.Writer) error {
	if f.from == "" {
		return nil
	}
	columns, err := (&reconcileFlags{books: "the run", erp: []string{f.from}, named: f.named}).columns()
	if err != nil {
		return exitWith(exitUsage, err)
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), readbackTime)
	defer cancel()
	text, err := f.read(ctx)
	if err != nil {
		return exitf(exitUsage, "--readback: %w", err)
	}
	file, err := kept(text)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	defer os.RemoveAll(filepath.Dir(file))
	records, err := reconcile.ReadERP([]string{file}, columns)
	if err != nil {
		return exitf(exitUsage, "--readback: %w", err)
	}
	result := told.Compare(records)
	if to == io.Discard {
		to = cmd.ErrOrStderr()
	}
	fmt.Fprintln(to, "\nWhat the ERP has after the run:")
	if err := result.Text(to, told); err != nil || len(result.Differences) == 0 {
		return err
	}
	return exit(exitFailed)
}

// read gives the records as the ERP writes them.
func (f *readbackFlags) read(ctx context.Context) ([]byte, error) {
	var out limited
	if strings.HasPrefix(f.from, "http://") || strings.HasPrefix(f.from, "https://") {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.from, nil)
		if err != nil {
			return nil, err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s answered %d: it has to answer 200 with the records", show.URL(f.from), answer.StatusCode)
		}
		_, err = io.Copy(&out, answer.Body)
		return out.Bytes(), err
	}
	asked := commandLine(ctx, f.from)
	var said bytes.Buffer
	asked.Stdout, asked.Stderr, asked.WaitDelay = &out, &said, time.Second
	if err := asked.Run(); err != nil {
		return nil, fmt.Errorf("the command failed: %w %s", err, printable(show.Clip(strings.TrimSpace(said.String()), 500)))
	}
	return out.Bytes(), nil
}

// limited is a buffer with a bound.
type limited struct{ bytes.Buffer }

func (l *limited) Write(text []byte) (int, error) {
	if l.Len()+len(text) > mostReadback {
		return 0, fmt.Errorf("there are more than %d MiB of records: give those of the run only", mostReadback>>20)
	}
	return l.Buffer.Write(text)
}

// kept writes the records to a file whose name says what they are.
func kept(text []byte) (string, error) {
	folder, err := os.MkdirTemp("", "erpkit-readback-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(folder, "records.csv")
	if begin := bytes.TrimLeft(text, "\ufeff \t\r\n"); bytes.HasPrefix(begin, []byte("[")) || bytes.HasPrefix(begin, []byte("{")) {
		name = filepath.Join(folder, "records.json")
	}
	return name, os.WriteFile(name, text, 0o600)
}
