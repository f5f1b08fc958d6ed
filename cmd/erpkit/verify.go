package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/target"
)

// verifyFlags are the flags of verify as typed.
type verifyFlags struct {
	where   targetFlags
	level   string
	failOn  string
	known   string
	compare string
	learn   string // where the list of known failures is written
	options contracttests.Options
	list    bool
	badge   bool
	json    string
	junit   string
	html    string
	// These name files, as junit and html do.
	markdown, script, behaviour, record string
	readback                            readbackFlags
}

func verifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Judge any ERP by the contract: which clauses hold, which do not, how to repeat each failure",
		Long: `Runs the contract suite against an ERP: every valid variant of every payload, whole flows with the ids that the ERP
gives, impossible requests, repeated reports, and 16 stations at once. Use a test system.

Each check uses its own data and removes what it added. What is still there when the checks are over is asked for once
more, within --cleanup-time, also after --max-time and after Ctrl-C; a second Ctrl-C ends at once. What stays is written
to the leftovers file, for erpkit cleanup.

With --compare only a check that fails and did not in that report counts as broken.

Exit codes: 0 every MUST clause holds, 1 one is broken (with --fail-on should also a SHOULD) or --readback
differs, 2 a flag or file is wrong, 3 the ERP could not be judged, 4 no check ran, 130 interrupted.`,
		Example: `  erpkit verify --url http://127.0.0.1:8085
  erpkit verify --device-url https://erp.example/d --item-attach-url https://erp.example/i --operation-url https://erp.example/o
  erpkit verify --single-url https://erp.example/mes --header "Authorization: Bearer …" --junit junit.xml --html report.html
  erpkit verify --url http://127.0.0.1:8085 --write-known-failing known-failing.txt
  erpkit verify --url http://127.0.0.1:8085 --compare yesterday.json --json=today.json
  erpkit verify --list`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.verify(cmd) },
	}
	f.add(cmd)
	return cmd
}

func (f *verifyFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.where.add(flags)
	flags.Lookup("timeout").DefValue = check.DefaultTimeout.String()
	flags.StringVar(&f.options.Focus, "focus", "", "only checks whose clause, level or name matches this regular expression")
	flags.StringVar(&f.options.Profile, "profile", contracttests.Standard, "smoke: every MUST once, with few posts; standard: every check; full: every check twice")
	flags.StringVar(&f.level, "level", "", "only checks of this level: MUST, SHOULD or MAY")
	flags.StringVar(&f.failOn, "fail-on", "must", "lowest level whose failures make the run red: must or should")
	flags.StringVar(&f.known, "known-failing", "", "a file of checks that are known to fail; if one passes, the run is red")
	flags.StringVar(&f.learn, "write-known-failing", "", "write the checks that fail to this file, for --known-failing")
	flags.StringVar(&f.compare, "compare", "", "a report of --json of an earlier run: say what differs, and exit with 1 only for what is new")
	flags.IntVar(&f.options.InFlight, "in-flight", 0, "how many checks run at once (default: chosen by the kit)")
	flags.DurationVar(&f.options.MaxTime, "max-time", 0, "longest time for the run; the remaining checks are skipped (default 3m, of the profile full 15m)")
	flags.DurationVar(&f.options.Wait, "wait", 0, "how long to wait until the ERP answers anything at all, before it is judged")
	flags.DurationVar(&f.options.CleanupTime, "cleanup-time", check.DefaultCleanupTime, "how long to remove what is still in the ERP when the checks are over, also after Ctrl-C")
	aboveZero(flags, "cleanup-time")
	addShell(flags, &f.options.Shell)
	flags.StringVar(&f.options.Leftovers, "leftovers", "leftovers.json", "where to write what could not be removed, for erpkit cleanup")
	flags.BoolVar(&f.list, "list", false, "list the checks with clause and sentence, without running any")
	flags.BoolVar(&f.badge, "badge", false, "print the verdict in one line")
	flags.StringVar(&f.json, "json", "", "print the report as JSON; --json=FILE writes it")
	flags.Lookup("json").NoOptDefVal = "-"
	flags.StringVar(&f.junit, "junit", "", "write a JUnit report to this file")
	flags.StringVar(&f.html, "html", "", "write an HTML report to this file: one page that needs no network")
	flags.StringVar(&f.markdown, "markdown", "", "write the report as Markdown to this file, for a comment on a pull request or the summary of a job")
	flags.StringVar(&f.script, "script", "", "write the posts of every failure to this file, as a script for sh")
	flags.StringVar(&f.record, "record", "", "write every post and its answer to this file, as JSON lines for erpkit reconcile, check or capsule")
	f.readback.add(flags)
	flags.StringVar(&f.behaviour, "profile-report", "", "find out afterwards what the ERP does where the contract leaves it open, and write it to this file: as JSON where it ends in .json, else as Markdown")
}

func (f *verifyFlags) verify(cmd *cobra.Command) error {
	if err := f.readOptions(); err != nil {
		return exitWith(exitUsage, err)
	}
	if f.list {
		return f.printList(cmd.OutOrStdout())
	}
	if err := f.checkPlaces(); err != nil {
		return exitWith(exitUsage, err)
	}
	erp, err := f.where.target(cmd)
	if err == nil {
		err = sayProxies(cmd, erp.URLs())
	}
	if err != nil {
		return exitWith(exitUsage, err)
	}
	summary := cmd.OutOrStdout()
	if f.json == "-" || f.badge {
		summary = io.Discard
	}
	bar := f.progress(cmd)
	f.options.Waiting = func(waited time.Duration, words string) {
		fmt.Fprintf(cmd.ErrOrStderr(), "waiting for the ERP since %s of %s: %s\n", waited.Round(time.Second), f.options.Wait, words)
	}
	f.options.Pace = func(p check.Pace) { sayPace(cmd.ErrOrStderr(), p) }
	f.options.Cleaning = func(things int) {
		bar.finish()
		fmt.Fprintf(cmd.ErrOrStderr(), "removing what the run added and is still in the ERP: %d, for at most %s; a second Ctrl-C ends it at once\n", things, f.options.CleanupTime)
	}
	seen, err := f.watch()
	if err != nil {
		return exitWith(exitUsage, err)
	}
	result, err := contracttests.Verify(cmd.Context(), erp, f.options, summary)
	bar.finish()
	record, notRecorded := seen.end()
	recorded := exitWith(exitUsage, notRecorded)
	result.Record = record
	if err != nil {
		return f.refused(cmd, &result, err)
	}
	written := errors.Join(recorded, exitWith(exitUsage, f.write(cmd.OutOrStdout(), &result)), f.readback.compare(cmd, seen.told, summary), exitWith(exitUsage, f.writeBehaviour(cmd, erp, result.Verdict)))
	if why := nothingChosen(f.options); written == nil && why != "" {
		return exitf(exitNothing, "%s", why)
	}
	if code := result.Verdict.ExitCode(); code != exitOK {
		return errors.Join(written, exit(code))
	}
	return written
}

// sayPace says how long the run will take, if that is long.
func sayPace(to io.Writer, p check.Pace) {
	const long = 20 * time.Second
	if p.Takes < long {
		return
	}
	words := fmt.Sprintf("An answer takes about %s: %d checks with about %d posts, %d at once, will take about %s.",
		p.Answer.Round(10*time.Millisecond), p.Checks, p.Posts, p.InFlight, p.Takes.Round(time.Second))
	if p.Cut > 0 {
		words += fmt.Sprintf(" --max-time will cut about %d of the checks: give more, such as --max-time %dm, or use --profile smoke.", p.Cut, int(p.Takes.Minutes()*1.2)+1)
	}
	fmt.Fprintln(to, words)
}

// checkPlaces refuses report files that cannot be written, before the ERP is judged.
func (f *verifyFlags) checkPlaces() error {
	wrong := []error{
		checkReportPlace("--junit", f.junit), checkReportPlace("--html", f.html), checkReportPlace("--markdown", f.markdown),
		checkReportPlace("--script", f.script), checkReportPlace("--write-known-failing", f.learn),
	}
	if f.json != "-" {
		wrong = append(wrong, checkReportPlace("--json", f.json))
	}
	return errors.Join(wrong...)
}

// refused reports an address that cannot be judged: it is not the caller's mistake, and the requested reports say
// so.
func (f *verifyFlags) refused(cmd *cobra.Command, result *contracttests.Report, err error) error {
	var unreachable *target.Unreachable
	if !errors.As(err, &unreachable) {
		return exitWith(exitUsage, err)
	}
	return exitWith(result.Verdict.ExitCode(), errors.Join(err, f.write(cmd.OutOrStdout(), result)))
}

// progress counts the checks that are done.
func (f *verifyFlags) progress(cmd *cobra.Command) *progress {
	bar, done, total := newProgress(cmd.ErrOrStderr(), "checks"), 0, 0
	if checks, err := contracttests.List(f.options); err == nil {
		total = len(checks)
	}
	f.options.Progress = func(check.Result) {
		done++
		bar.step(done, total)
	}
	return bar
}

func (f *verifyFlags) readOptions() error {
	f.options.Version = versionText()
	f.options.Level = schemas.Level(strings.ToUpper(f.level))
	f.options.FailOn = schemas.Level(strings.ToUpper(f.failOn))
	if _, err := contracttests.List(f.options); err != nil {
		return err
	}
	return errors.Join(f.readEarlier(), f.readKnown())
}

func (f *verifyFlags) printList(to io.Writer) error {
	checks, err := contracttests.List(f.options)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	for _, clause := range schemas.Clauses() {
		printClause(to, clause, checks)
	}
	if why := nothingChosen(f.options); why != "" {
		return exitf(exitNothing, "%s", why)
	}
	return nil
}

// printClause lists the checks of one clause below its sentence, by the names used in a list of known failures.
func printClause(to io.Writer, clause schemas.Clause, checks []check.Check) {
	said := false
	for _, c := range checks {
		if c.Clause != clause.ID {
			continue
		}
		if !said {
			fmt.Fprintf(to, "%s %s: %s\n", clause.ID, clause.Level, clause.Sentence)
			said = true
		}
		fmt.Fprintf(to, "  %s\n", report.Entry(c))
	}
}

// write writes the requested reports. If one file cannot be written it says so, and still writes the others.
func (f *verifyFlags) write(stdout io.Writer, r *contracttests.Report) error {
	var wrong []error
	if f.badge {
		_, err := fmt.Fprintln(stdout, r.Badge())
		wrong = append(wrong, err)
	}
	if f.json == "-" {
		wrong = append(wrong, r.JSON(stdout))
	} else {
		wrong = append(wrong, writeReport(f.json, r.JSON))
	}
	return errors.Join(append(wrong, writeReport(f.junit, r.JUnit), writeReport(f.html, r.HTML), writeReport(f.markdown, r.Markdown),
		writeReport(f.script, r.Script), writeReport(f.learn, r.WriteKnown))...)
}

func writeReport(path string, write func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("the report cannot be written: %w", err)
	}
	return errors.Join(write(file), file.Close())
}
