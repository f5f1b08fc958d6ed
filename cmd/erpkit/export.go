package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// exportFilters are the flags that choose exchanges, by the name of the control door's parameter.
func exportFilters() map[string]string {
	return map[string]string{
		"run": "only this run", "kind": "only device, item-attach or operation", "type": "only this type, such as add",
		"serial": "only posts of this serial, be it the device's, its old one or the item's", "workOrder": "only posts of this work order",
		"clause": "only exchanges with a finding of this clause", "level": "only exchanges with a finding of this level: MUST, SHOULD or NOTE",
		"status": "only exchanges answered so: 409, 4xx or 400-499", "after": "only exchanges with a higher number", "limit": "at most so many; without it all",
	}
}

// flagOf is the flag of a parameter: work-order for workOrder.
func flagOf(parameter string) string { return strings.ReplaceAll(parameter, "workOrder", "work-order") }

// exportFlags are the flags of export as they are typed.
type exportFlags struct {
	control controlFlags
	format  string
	out     string
}

func exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what a running mock received for other tools: HAR, curl lines or JSON lines",
		Long: `Writes the exchanges of a running mock, oldest first. Secrets in headers and URLs are masked, bodies are written as
they came. What is written appears under its name only when it is whole.

Exit codes: 0 written, 1 there is no such run, 2 a flag or file is wrong, 3 the mock could not be reached or broke
off, 4 no exchange matches.`,
		Example: `  erpkit export --format har --out capture.har
  erpkit export --format curl --level MUST --run line-4`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.export(cmd) },
	}
	flags := cmd.Flags()
	f.control.add(flags)
	flags.StringVar(&f.format, "format", "har", "har, curl or jsonl")
	flags.StringVar(&f.out, "out", "-", `file to write; "-" is standard output`)
	for name, usage := range exportFilters() {
		flags.String(flagOf(name), "", usage)
	}
	return cmd
}

func (f *exportFlags) export(cmd *cobra.Command) error {
	base, err := f.control.base()
	if err != nil {
		return err
	}
	target := base + "/api/v1/exchanges/export?" + f.query(cmd.Flags()).Encode()
	answer, err := askControl(cmd.Context(), http.MethodGet, target, "", nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.Header.Get("Erpkit-Total") == "0" {
		return exitf(exitNothing, "no exchange matches, so nothing was written")
	}
	if dropped := answer.Header.Get("Erpkit-Dropped"); dropped != "" && dropped != "0" {
		fmt.Fprintf(cmd.ErrOrStderr(), "erpkit: not everything is there: exchanges dropped from the journal that may have matched: %s\n", printable(dropped))
	}
	if f.out == "-" {
		return copyExport(cmd.Context(), cmd.OutOrStdout(), answer.Body)
	}
	return writeWhole(f.out, func(to io.Writer) error { return copyExport(cmd.Context(), to, answer.Body) })
}

func (f *exportFlags) query(flags *pflag.FlagSet) url.Values {
	query := url.Values{"format": {f.format}}
	for name := range exportFilters() {
		if flag := flags.Lookup(flagOf(name)); flag.Value.String() != "" {
			query.Set(name, flag.Value.String())
		}
	}
	return query
}

func copyExport(ctx context.Context, to io.Writer, from io.Reader) error {
	_, err := io.Copy(to, from)
	var onFile *os.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.As(err, &onFile):
		return exitf(exitUsage, "the export cannot be written: %w", onFile.Err)
	}
	return exitf(exitUnreachable, "the export broke off before its end: %w", err)
}

// writeWhole gives a file its name only when all of it is written. Only its owner may read it, for
// bodies are not masked.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	part, err := os.CreateTemp(filepath.Dir(path), ".erpkit-*")
	if err != nil {
		return exitf(exitUsage, "%s cannot be written: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	if err := write(part); err != nil {
		return errors.Join(err, part.Close())
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return exitf(exitUsage, "%s cannot be written: %w", path, err)
	}
	return exitWith(exitUsage, os.Rename(part.Name(), path))
}
