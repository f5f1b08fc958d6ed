package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/scenarios/report"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// runFlags are the flags of run as typed.
type runFlags struct {
	where       targetFlags
	options     play.Options
	only, tags  []string
	prefix      string
	seed        uint64
	coverage    bool
	coverageMin int
	asJSON      bool
	shell       show.Shell
	junit       string
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [FILE OR FOLDER... | -]",
		Short: "Play stories (scenario files) against the mock or any ERP",
		Long: `Plays stories: what people at the stations do, what the ERP answers, and what you expect. Without a URL each story has a
mock ERP of its own. Without files the ready-made stories are played. A folder means every .yaml, .yml and .json file
directly in it; "-" is a story on standard input.

With --url (or --single-url, or a URL for each kind) the stories are played against any ERP, which does not follow their
script (erp). With --control-url a running mock follows it: each story gets a run of its own there,
URL/r/<story>-<random>, which is dropped at the end unless you give --keep. A story that takes the ERP down (down) takes
that mock down for everybody.

--allow-host must name an ERP that is not on this machine. --dry-run prints every post and sends none. What a story
added to an ERP is removed again, also after Ctrl-C, unless you give --keep. What could not be removed is written to the
leftovers file, for erpkit cleanup.

With master data (--master, or master in the target file) a story with "master: true" has the names of the ERP instead of its
own. One that needs what the file does not give is skipped with the reason, and the exit code is 3.

A file that does not load ends the run before the first post and is an error in the JUnit report. A story of an issue
(reproduces) passes as long as the problem can be reproduced.

Exit codes: 0 all passed, 1 an expectation failed, 2 a file or flag is wrong, 3 the ERP could not be reached or
a story lacks master data, 4 nothing was played, 130 interrupted.`,
		Example: `  erpkit run
  erpkit run --only guitar --url http://127.0.0.1:8085
  erpkit run my-stories/ --control-url http://127.0.0.1:8086
  erpkit run my-stories/ --junit junit.xml
  erpkit capsule --serial SN-7 | erpkit run -
  erpkit run issue.yaml --url https://erp.example/mes --allow-host erp.example --prefix auto --dry-run`,
		RunE: f.run,
	}
	f.add(cmd)
	return cmd
}

func (f *runFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.where.add(flags)
	flags.StringVar(&f.options.Target.ControlToken, "control-token", "", controlTokenUsage)
	flags.StringVar(&f.options.Target.Control, "control-url", "", "control door of a running mock: each story gets a run of its own there, which follows its script")
	flags.StringSliceVar(&f.only, "only", nil, "only the stories with these names")
	flags.StringSliceVar(&f.tags, "tag", nil, "only the stories with one of these tags")
	flags.BoolVar(&f.options.FailFast, "fail-fast", false, "stop at the first story that does not pass")
	flags.IntVar(&f.options.Parallel, "parallel", 1, "how many stories are played at once")
	flags.BoolVar(&f.options.DryRun, "dry-run", false, "print every post and send none")
	flags.StringSliceVar(&f.options.Target.AllowHosts, "allow-host", nil, "a host other than this machine that may be posted to")
	flags.StringVar(&f.prefix, "prefix", "", `put this before every serial that a story sets on a device of a real ERP; "auto" makes a prefix`)
	flags.BoolVar(&f.options.PrefixWorkOrders, "prefix-work-orders", false, "put the prefix before work order numbers as well")
	flags.BoolVar(&f.options.Keep, "keep", false, "do not remove what the stories added, and keep the runs on the mock of --control-url")
	flags.StringVar(&f.options.Leftovers, "leftovers", "leftovers.json", "where to write what could not be removed from a real ERP")
	flags.Uint64Var(&f.seed, "seed", 0, "use this seed instead of those of the stories")
	flags.DurationVar(&f.options.MaxTime, "max-time", 0, "how long one story may take (default 10m)")
	flags.BoolVar(&f.coverage, "coverage", false, "print the grid of the seven acts by outcome")
	flags.IntVar(&f.coverageMin, "coverage-min", 0, "fail if less than this percentage of the grid was seen")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	addShell(flags, &f.shell)
	flags.StringVar(&f.junit, "junit", "", "write a JUnit report to this file")
}

func (f *runFlags) run(cmd *cobra.Command, args []string) error {
	stories, err := f.load(args, cmd.InOrStdin())
	if err != nil {
		return exitWith(exitUsage, f.reported(err))
	}
	if err := f.prepare(cmd); err != nil {
		return exitWith(exitUsage, err)
	}
	if !f.asJSON {
		f.options.Progress = report.Live(cmd.ErrOrStderr())
	}
	result, err := play.Run(cmd.Context(), stories, f.options)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	if err := f.print(cmd.OutOrStdout(), result); err != nil {
		return exitWith(exitUsage, err)
	}
	return errors.Join(f.gate(result), exitIf(result.Exit))
}

// reported writes the files that do not load into the JUnit report, because a build server shows nothing else.
func (f *runFlags) reported(err error) error {
	var problems yamlfile.Problems
	if f.junit == "" || !errors.As(err, &problems) {
		return err
	}
	wrong := checkReportPlace("--junit", f.junit)
	if wrong == nil {
		wrong = writeReport(f.junit, func(to io.Writer) error { return report.JUnitWrong(to, problems, time.Now()) })
	}
	if wrong == nil {
		return err
	}
	return errors.Join(err, wrong)
}

// exitIf is the exit class of a room as the error of a command.
func exitIf(code int) error {
	if code == exitOK {
		return nil
	}
	return exit(code)
}

func (f *runFlags) load(args []string, stdin io.Reader) ([]*scenarios.Story, error) {
	var stories []*scenarios.Story
	var err error
	switch {
	case len(args) == 0:
		stories, err = scenarios.LoadFS(scenarios.Files())
	case len(args) == 1 && args[0] == "-":
		stories, err = readStory(stdin)
	default:
		stories, err = scenarios.Load(args...)
	}
	if err != nil {
		return nil, err
	}
	return scenarios.Choose(stories, f.only, f.tags)
}

// readStory reads one story from standard input; it cannot include files.
func readStory(from io.Reader) ([]*scenarios.Story, error) {
	const most = 2 << 20 // more than a story may have: the loader reports it
	text, err := io.ReadAll(io.LimitReader(from, most))
	if err != nil {
		return nil, fmt.Errorf("standard input cannot be read: %w", err)
	}
	story, err := scenarios.Parse("standard-input.yaml", text)
	if err != nil {
		return nil, err
	}
	return []*scenarios.Story{story}, nil
}

// prepare turns the flags into options. The time-out of a story applies unless the flag is given.
func (f *runFlags) prepare(cmd *cobra.Command) error {
	t, err := f.where.target(cmd)
	if err == nil {
		err = sayProxies(cmd, t.URLs())
	}
	if err != nil {
		return err
	}
	f.options.Target.Target, f.options.Prefix = t, f.prefix
	if f.prefix == "auto" {
		f.options.Prefix = play.NewPrefix()
	}
	if cmd.Flags().Changed("seed") {
		f.options.Seed = &f.seed
	}
	if err := checkReportPlace("--junit", f.junit); err != nil {
		return err
	}
	if f.coverageMin < 0 || f.coverageMin > 100 {
		return fmt.Errorf("--coverage-min is %d: it is a percentage, 0 to 100", f.coverageMin)
	}
	return nil
}

// checkReportPlace refuses a file that could not be written, before stories are played for it.
func checkReportPlace(flag, path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: %s is a folder; name a file in it", flag, path)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: %s cannot be written, because there is no folder %s", flag, path, filepath.Dir(path))
	}
	return nil
}

func (f *runFlags) print(to io.Writer, result *play.Result) error {
	var wrong []error
	if f.asJSON {
		wrong = append(wrong, report.JSON(to, result))
	} else {
		wrong = append(wrong, report.Text(to, result, f.shell))
		if f.coverage {
			_, err := fmt.Fprintf(to, "\n%s\n", result.Coverage)
			wrong = append(wrong, err)
		}
	}
	junit := func(to io.Writer) error {
		return report.JUnit(hiding{to, f.options.Target.Hide}, result, f.gate(result))
	}
	return errors.Join(append(wrong, writeReport(f.junit, junit))...)
}

// gate fails a run that saw too little of the grid.
func (f *runFlags) gate(result *play.Result) error {
	if seen := result.Coverage.Percent(); seen < f.coverageMin {
		return exitf(exitFailed, "the stories saw %d %% of the grid of acts and outcomes; --coverage-min asks for %d %%", seen, f.coverageMin)
	}
	return nil
}

func cleanupCommand() *cobra.Command {
	var where targetFlags
	var options play.CleanupOptions
	var shell show.Shell
	cmd := &cobra.Command{
		Use:   "cleanup FILE",
		Short: "Remove from an ERP what erpkit run left there",
		Long: `Removes from an ERP what an earlier run could not remove, in the order of its leftovers file. What still cannot be
removed stays in the file; the file is deleted when nothing is left.

Exit codes: 0 nothing is left, 1 something is, 2 the file or a flag is wrong, 3 the ERP could not be reached.`,
		Example: "  erpkit cleanup leftovers.json\n  erpkit cleanup leftovers.json --allow-host erp.example --dry-run",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := where.target(cmd)
			if err != nil {
				return exitWith(exitUsage, err)
			}
			options.Target.Target = t
			options.Begin = func(urls []string) error { return sayProxies(cmd, urls) }
			result, err := play.Cleanup(cmd.Context(), args[0], options)
			if err != nil {
				return exitWith(exitUsage, err)
			}
			return errors.Join(report.Cleanup(cmd.OutOrStdout(), args[0], result, shell), exitIf(result.Exit))
		},
	}
	where.add(cmd.Flags())
	addShell(cmd.Flags(), &shell)
	cmd.Flags().StringSliceVar(&options.Target.AllowHosts, "allow-host", nil, "a host other than this machine that may be posted to")
	cmd.Flags().BoolVar(&options.DryRun, "dry-run", false, "say what would be removed and send nothing")
	return cmd
}
