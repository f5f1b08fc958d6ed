package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/schemas"
)

// expectFlags are the flags of expect as typed.
type expectFlags struct {
	control mocksFlags
	run     string
	wait    time.Duration
	asJSON  bool
	junit   string
}

func expectCommand() *cobra.Command {
	var f expectFlags
	cmd := &cobra.Command{
		Use:   "expect FILE",
		Short: "Compare what a running mock received with expectations, to test a sender in CI",
		Long: `Compares what one run of a running mock received with a file of expectations: how many posts, in which order, with
which members, no findings, every rule of the script used. For one that fails you see what is missing, the
nearest exchange, and what differs in it. "-" reads standard input.

--wait waits until all of them pass at the same time. An expectation such as count: 0 passes before anything was posted:
combine it with one that needs a post.

With several --control-url, such as of mocks behind one balancer, the posts of all of them are judged together, in the order
of their times; the report tells which mock has an exchange that it names. All of the mocks must answer.

Exit codes: 0 all pass; 1 one fails, or cannot be judged because the mock had to drop exchanges of the run;
2 the file or a flag is wrong; 3 the mock could not be reached; 4 the file has no expectation.`,
		Example: `  erpkit expect expectations.yaml
  erpkit expect expectations.yaml --run line-4 --wait 5s --junit junit.xml
  erpkit expect expectations.yaml --control-url http://mock-1:8086 --control-url http://mock-2:8086`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkReportPlace("--junit", f.junit); err != nil {
				return exitWith(exitUsage, err)
			}
			report, err := f.expect(cmd, args[0])
			suite := report.JUnit(args[0])
			suite.Cases = append(suite.Cases, casesOf("expectations", args[0], err)...)
			return errors.Join(err, exitWith(exitUsage, writeJUnit(f.junit, "erpkit expect", suite)))
		},
	}
	flags := cmd.Flags()
	f.control.add(flags)
	flags.StringVar(&f.run, "run", "", "the run to look at; without it, the run of posts whose URL names none")
	flags.DurationVar(&f.wait, "wait", 0, "how long to wait until all expectations pass")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	flags.StringVar(&f.junit, "junit", "", "write a JUnit report to this file")
	return cmd
}

func (f *expectFlags) expect(cmd *cobra.Command, path string) (report client.Union, err error) {
	if f.wait < 0 {
		return report, exitf(exitUsage, "--wait is below 0: leave it out to ask once")
	}
	mocks, err := f.control.open(cmd.Context())
	if err != nil {
		return report, err
	}
	file, err := readExpectations(path, cmd.InOrStdin())
	switch {
	case err != nil:
		return report, exitWith(exitUsage, err)
	case file.Len() == 0:
		return report, exitf(exitNothing, "%s has no expectation, so nothing was shown", file.Name())
	}
	if len(mocks) > 1 {
		report, err = mocks.Expect(cmd.Context(), f.run, file, f.wait)
	} else {
		report.Report, err = mocks[0].Expect(cmd.Context(), f.run, file.Source(), f.wait)
	}
	if err != nil {
		return report, controlError(err)
	}
	if f.asJSON {
		err = schemas.PrintJSON(cmd.OutOrStdout(), report)
	} else {
		err = printLines(cmd.OutOrStdout(), report.String())
	}
	if err == nil && !report.OK {
		err = exit(exitFailed)
	}
	return report, err
}

func readExpectations(path string, stdin io.Reader) (*expect.File, error) {
	if path != "-" {
		return expect.Load(path)
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxPayload+1)) // Parse reports a text that is too long
	if err != nil {
		return nil, fmt.Errorf("standard input cannot be read: %w", err)
	}
	return expect.Parse("standard input", text)
}

// printLines prints what the mock said. Part of it was chosen by senders.
func printLines(to io.Writer, text string) error {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(printable(strings.TrimSuffix(line, "\n")) + "\n")
	}
	_, err := io.WriteString(to, out.String())
	return err
}
