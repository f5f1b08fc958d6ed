package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/schemas"
)

// oneWait is how long one request to the mock waits: the mock has a bound, too.
const oneWait = 30 * time.Second

// expectFlags are the flags of expect as they are typed.
type expectFlags struct {
	control controlFlags
	run     string
	wait    time.Duration
	asJSON  bool
}

func expectCommand() *cobra.Command {
	var f expectFlags
	cmd := &cobra.Command{
		Use:   "expect FILE",
		Short: "Hold what a running mock received against expectations, for tests of a sender in CI",
		Long: `Holds what one run of a running mock received against a file of expectations: how many posts, in which order, with
which members, no findings, every rule of the script used. What does not hold is told with what is missing, the
nearest exchange, and only what differs in it. "-" reads standard input. With --wait it waits until all of them hold
at once, so put one that has to come beside those that hold already when nothing came.

Exit codes: 0 all hold; 1 one does not, or nobody can tell because the mock had to drop exchanges of the run; 2 the
file or a flag is wrong; 3 the mock could not be reached; 4 the file has no expectation.`,
		Example: `  erpkit expect expectations.yaml
  erpkit expect expectations.yaml --run line-4 --wait 5s --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.expect(cmd, args[0]) },
	}
	flags := cmd.Flags()
	f.control.add(flags)
	flags.StringVar(&f.run, "run", "", "what this run received; without it what was posted to no run in particular")
	flags.DurationVar(&f.wait, "wait", 0, "how long to wait until all expectations hold")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

func (f *expectFlags) expect(cmd *cobra.Command, path string) error {
	if f.wait < 0 {
		return exitf(exitUsage, "--wait is below 0: leave it out to ask once")
	}
	base, err := f.control.base()
	if err != nil {
		return err
	}
	file, err := readExpectations(path, cmd.InOrStdin())
	switch {
	case err != nil:
		return exitWith(exitUsage, err)
	case file.Len() == 0:
		return exitf(exitNothing, "%s has no expectation, so nothing was shown", file.Name())
	}
	report, err := f.await(cmd.Context(), base, file)
	if err != nil {
		return err
	}
	if f.asJSON {
		err = schemas.PrintJSON(cmd.OutOrStdout(), report)
	} else {
		err = printLines(cmd.OutOrStdout(), report.String())
	}
	if err == nil && !report.OK {
		return exit(exitFailed)
	}
	return err
}

func readExpectations(path string, stdin io.Reader) (*expect.File, error) {
	if path != "-" {
		return expect.Load(path)
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxPayload+1)) // Parse says when it is too long
	if err != nil {
		return nil, fmt.Errorf("standard input cannot be read: %w", err)
	}
	return expect.Parse("standard input", text)
}

// await asks until all holds, or until the time is over; each time the mock itself waits for a while.
func (f *expectFlags) await(ctx context.Context, base string, file *expect.File) (expect.Report, error) {
	end := time.Now().Add(f.wait)
	for {
		wait := max(0, min(time.Until(end), oneWait))
		report, err := f.ask(ctx, base, file, wait)
		final := wait < oneWait || report.OK || report.Dropped > 0
		var refused *refusedError
		if err != nil && !(errors.As(err, &refused) && refused.said.Code == "unknown-run") {
			return report, err
		}
		if final {
			return report, err
		}
	}
}

func (f *expectFlags) ask(ctx context.Context, base string, file *expect.File, wait time.Duration) (expect.Report, error) {
	var report expect.Report
	query := url.Values{"wait": {wait.Round(time.Millisecond).String()}}
	if f.run != "" {
		query.Set("run", f.run)
	}
	ctx, cancel := context.WithTimeout(ctx, wait+oneWait)
	defer cancel()
	answer, err := askControl(ctx, http.MethodPost, base+"/api/v1/expectations?"+query.Encode(), "application/yaml", bytes.NewReader(file.Source()))
	if err != nil {
		return report, err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(io.LimitReader(answer.Body, 16<<20)).Decode(&report); err != nil {
		return report, exitf(exitUnreachable, "the answer of the control door cannot be read: %w", err)
	}
	return report, nil
}

// printLines prints what the mock said, of which senders chose a part.
func printLines(to io.Writer, text string) error {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(printable(strings.TrimSuffix(line, "\n")) + "\n")
	}
	_, err := io.WriteString(to, out.String())
	return err
}
