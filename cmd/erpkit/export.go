package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas/plainfile"
)

// exportFlags are the flags of export as typed.
type exportFlags struct {
	from   capsuleSource
	format string
	out    string
	filter journal.Filter
	status string
	query  string
}

func exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what a running mock received, for other tools: HAR, curl lines, JSON lines, raw HTTP, or a locustfile",
		Long: `Writes the exchanges of a running mock, oldest first. Values of headers and query members are masked unless they are known
to be no secret; bodies are written as they arrived. The file appears only when it is complete.

With several --control-url, such as of mocks behind one balancer, their exchanges are put in the order of their times and
numbered anew; JSON lines and HAR tell the mock and the number there (mock, mockId). All of the mocks must answer.

--format locust writes a program for Locust (https://locust.io), which plays the accepted posts again as load from many
machines, with new serials and the ids that the ERP answers. It also takes recorded traffic from a file: --journal, --har,
--jsonl or --raw. Headers and queries are not in it; the file says how to give headers.

Exit codes: 0 written, 1 there is no such run, 2 a flag or file is wrong, 3 the mock could not be reached or stopped
answering, 4 no exchange matches or no flow can be played again.`,
		Example: `  erpkit export --format har --out capture.har
  erpkit export --format curl --level MUST --run line-4
  erpkit export --format locust --run line-4 --out load.py
  erpkit export --format locust --har capture.har --out load.py
  erpkit export --format jsonl --control-url http://mock-1:8086 --control-url http://mock-2:8086 --out both.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.export(cmd) },
	}
	flags := cmd.Flags()
	f.from.add(flags)
	flags.StringVar(&f.format, "format", "har", "har, curl, jsonl, raw or locust")
	flags.StringVar(&f.out, "out", "-", `file to write; "-" is standard output`)
	f.addFilter(flags)
	return cmd
}

// addFilter adds the flags that choose exchanges.
func (f *exportFlags) addFilter(flags *pflag.FlagSet) {
	flags.StringVar(&f.filter.Run, "run", "", "only this run")
	flags.StringVar((*string)(&f.filter.Kind), "kind", "", "only device, item-attach or operation")
	flags.StringVar(&f.filter.Type, "type", "", "only this type, such as add")
	flags.StringVar(&f.filter.Serial, "serial", "", "only posts with this serial: of the device, its old one, or of the item")
	flags.StringVar(&f.filter.WorkOrder, "work-order", "", "only posts of this work order")
	flags.StringVar(&f.filter.Clause, "clause", "", "only exchanges with a finding of this clause")
	flags.StringVar((*string)(&f.filter.Level), "level", "", "only exchanges with a finding of this level: MUST, SHOULD or NOTE")
	flags.StringVar(&f.query, "query", "", `only what a search finds, such as 'SN-7 status:4xx -by:script clause:D3 after:10m'`)
	flags.StringVar(&f.status, "status", "", "only exchanges with this status: 409, 4xx or 400-499")
	flags.Uint64Var(&f.filter.After, "after", 0, "only exchanges with a higher number")
	flags.IntVar(&f.filter.Limit, "limit", 0, "at most this many; all by default")
}

func (f *exportFlags) export(cmd *cobra.Command) (err error) {
	if f.status != "" {
		if f.filter.StatusMin, f.filter.StatusMax, err = search.ParseStatus(f.status); err != nil {
			return exitf(exitUsage, "--status %w", err)
		}
	}
	if f.filter.Search, err = search.Parse(f.query); err != nil {
		return exitf(exitUsage, "--query %w", err)
	}
	if f.format == "locust" {
		return f.locust(cmd)
	}
	if f.from.journal+f.from.har+f.from.jsonl+f.from.raw != "" {
		return exitf(exitUsage, "a file is read for --format locust only; for other formats, open it with erpkit view and export from there")
	}
	mocks, err := f.from.control.open(cmd.Context())
	if err != nil {
		return err
	}
	export, err := mocks.Export(cmd.Context(), f.format, f.filter, capture.Options{Version: versionText()})
	if err != nil {
		return controlError(err)
	}
	defer export.Close() // it was only read
	if export.Total == 0 {
		return exitf(exitNothing, "no exchange matches, so nothing was written")
	}
	if export.Dropped > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "erpkit: not everything is there: exchanges dropped from the journal that may have matched: %d\n", export.Dropped)
	}
	if f.out == "-" {
		return copyExport(exact(cmd.OutOrStdout()), export)
	}
	return writeWhole(f.out, func(to io.Writer) error { return copyExport(to, export) })
}

func copyExport(to io.Writer, from io.Reader) error {
	_, err := io.Copy(to, from)
	var onFile *os.PathError
	if errors.As(err, &onFile) {
		return exitf(exitUsage, "the export cannot be written: %w", onFile.Err)
	}
	return controlError(err)
}

// writeWhole gives a file its name only when all of it is written. Only its owner may read it, because bodies are
// not masked.
func writeWhole(path string, write func(io.Writer) error) error {
	var failed error
	err := plainfile.Replace(path, func(to io.Writer) error {
		failed = write(to)
		return failed
	})
	if err == nil || failed != nil {
		return err
	}
	return exitf(exitUsage, "%s cannot be written: %w", path, err)
}
