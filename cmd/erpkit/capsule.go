package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios/capsule"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// capsuleFlags are the flags of capsule as they are typed.
type capsuleFlags struct {
	from    capsuleSource
	options capsule.Options
	mask    bool
	maskKey string
	out     string
	force   bool
	asJSON  bool
}

func capsuleCommand() *cobra.Command {
	var f capsuleFlags
	cmd := &cobra.Command{
		Use:   "capsule",
		Short: "Make a scenario file of what was recorded around a serial, work order or finding",
		Long: `Makes a story of recorded exchanges: the posts that are meant and all others of the same device or batch become its
steps, verbs where a right MES would have posted exactly this and raw posts where not; what the ERP answered becomes its
script, and what came of it is expected again. Play it with erpkit run: the first line of the file says when it
reproduces, and the exit code is 0 while it does. Without --url the recorded answers are played, which tests the MES side only.

The exchanges come from a running mock unless a file is named: a journal that no mock has open, an HTTP archive (HAR) of
any tool, or JSON lines of erpkit export. A story is about one run.

With --mask all that somebody has named or said is a pseudonym of the same shape, the same name always the same one:
names, long numbers, ids, messages, members that the contract does not know, URLs, what is no JSON. Members of the contract,
its quantities, status codes, clauses and times stay; of the headers the content type and how long to wait.
Other files get the same pseudonyms with the same --mask-key (or ERPKIT_MASK_KEY); keep the key to yourself. Title and
reference are written as they are given.

Exit codes: 0 written, 1 what was recorded makes no story, 2 a flag or file is wrong, 3 the mock could not be reached or
broke off, 4 nothing was recorded around what was asked for.`,
		Example: `  erpkit capsule --serial SN-7 --out issue.yaml
  erpkit capsule --journal erp.journal --run line-4 --serial SN-7 --out issue.yaml
  erpkit capsule --har capture.har --work-order NXT-915 --mask --title "Change of serial is refused" --out issue.yaml
  erpkit export --format jsonl | erpkit capsule --jsonl - --clause F2`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.make(cmd) },
	}
	f.add(cmd)
	return cmd
}

func (f *capsuleFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.from.add(flags)
	around := &f.options.Around
	flags.StringVar(&around.Run, "run", "", "the run that the story is about; needed where several are meant")
	flags.StringVar(&around.Serial, "serial", "", "around this serial, be it the device's, its old one or an item's")
	flags.StringVar(&around.WorkOrder, "work-order", "", "around this work order")
	flags.StringVar(&around.Clause, "clause", "", "around the findings of this clause, such as F2")
	flags.StringVar(&f.options.Title, "title", "", "title of the story; made when empty")
	flags.StringVar(&f.options.Reference, "reference", "", "what the story is about elsewhere, such as a ticket")
	flags.DurationVar(&f.options.Patience, "timeout", sender.DefaultTimeout, "how long the MES waited for an answer: what came later it did not hear")
	flags.BoolVar(&f.mask, "mask", false, "replace all that somebody has named or said by pseudonyms of the same shape")
	flags.StringVar(&f.maskKey, "mask-key", "", "masks, with the same pseudonyms whenever the key is the same; one is made up when empty")
	flags.StringVar(&f.out, "out", "-", `file to write, which must not be there yet; "-" is standard output`)
	flags.BoolVar(&f.force, "force", false, "replace the file that is there")
	flags.BoolVar(&f.asJSON, "json", false, "print what was made as JSON; needs --out")
}

func (f *capsuleFlags) make(cmd *cobra.Command) error {
	if err := f.check(); err != nil {
		return exitWith(exitUsage, err)
	}
	if f.mask = f.mask || f.maskKey != ""; f.mask {
		f.options.Mask = capsule.NewMasker(f.maskKey)
	}
	source, done, err := f.from.open(cmd)
	if err != nil {
		return err
	}
	posts, err := capsule.Collect(until(cmd.Context(), source), f.options.Around)
	if err := errors.Join(err, done()); err != nil {
		return f.explain(err)
	}
	made, err := capsule.Make(posts, f.options)
	switch {
	case errors.Is(err, capsule.ErrUseless):
		return exitWith(exitNothing, err)
	case err != nil:
		return exitWith(exitFailed, err)
	}
	if err := f.write(cmd.OutOrStdout(), made); err != nil {
		return err
	}
	return f.summary(cmd, made)
}

// until ends a source with the context.
func until(ctx context.Context, source capsule.Source) capsule.Source {
	return func(hint journal.Filter, each func(*traffic.Exchange) error) error {
		return source(hint, func(x *traffic.Exchange) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return each(x)
		})
	}
}

// check looks at the flags before anything is read.
func (f *capsuleFlags) check() error {
	var wrong []error
	if clause := f.options.Around.Clause; clause != "" {
		if _, known := schemas.ClauseByID(clause); !known {
			wrong = append(wrong, fmt.Errorf("--clause: there is no clause %q in the contract; they are such as D3, F2 or E4", clause))
		}
	}
	if f.options.Patience < time.Millisecond {
		wrong = append(wrong, fmt.Errorf("--timeout is %s: it must be above 0", f.options.Patience))
	}
	if f.out == "-" {
		if f.asJSON {
			wrong = append(wrong, errors.New("--json needs --out FILE: without it the story itself goes to standard output"))
		}
		return errors.Join(wrong...)
	}
	return errors.Join(append(wrong, f.checkOut())...)
}

// checkOut refuses a place where nothing can be written, before a long journal is read.
func (f *capsuleFlags) checkOut() error {
	info, err := os.Lstat(f.out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return folderOf(f.out)
	case err != nil:
		return fmt.Errorf("--out: %w", err)
	case info.IsDir():
		return fmt.Errorf("--out: %s is a folder; name a file in it, such as issue.yaml", f.out)
	case !f.force:
		return fmt.Errorf("--out: there is a file %s already, and nothing was written; name another, or replace it with --force", f.out)
	}
	return nil
}

// explain gives an error of the collection its exit code and the cure.
func (f *capsuleFlags) explain(err error) error {
	var coded *exitError
	var nothing *capsule.NothingError
	var several *capsule.RunsError
	switch {
	case errors.As(err, &coded), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &nothing):
		return exitWith(exitNothing, err)
	case errors.As(err, &several):
		return exitf(exitUsage, "%w (--run)", err)
	}
	return exitWith(exitFailed, err)
}

func (f *capsuleFlags) write(stdout io.Writer, made *capsule.Capsule) error {
	if f.out == "-" {
		_, err := stdout.Write(made.Text)
		return exitWith(exitUsage, err)
	}
	if err := f.checkOut(); err != nil { // it may have come meanwhile
		return exitWith(exitUsage, err)
	}
	return writeWhole(f.out, func(to io.Writer) error {
		_, err := to.Write(made.Text)
		return err
	})
}

// summary says what was made, where the story itself is not.
func (f *capsuleFlags) summary(cmd *cobra.Command, made *capsule.Capsule) error {
	if f.asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(f.report(made))
	}
	to := cmd.OutOrStdout()
	if f.out == "-" {
		to = cmd.ErrOrStderr()
	} else {
		noun := "posts"
		if made.Posts == 1 {
			noun = "post"
		}
		fmt.Fprintf(to, "%s: %d %s (%d as verbs, %d raw). Reproduces when %s.\n", f.out, made.Posts, noun, made.Verbs, made.Posts-made.Verbs, made.Reproduces)
	}
	for _, note := range made.Notes {
		fmt.Fprintf(to, "Note: %s\n", printable(note))
	}
	if f.mask && f.maskKey == "" {
		fmt.Fprintf(to, "The same pseudonyms come again with --mask-key %s; keep it to yourself.\n", f.options.Mask.Key())
	}
	if f.out != "-" {
		fmt.Fprintf(to, "Play it with: erpkit run %s\n", f.out)
	}
	return nil
}

// capsuleReport is what was made, for programs. Members are only added.
type capsuleReport struct {
	Version    int      `json:"version"`
	File       string   `json:"file"`
	Posts      int      `json:"posts"`
	Verbs      int      `json:"verbs"`
	Raw        int      `json:"raw"`
	Reproduces string   `json:"reproduces"`
	Masked     bool     `json:"masked"`
	MaskKey    string   `json:"maskKey,omitempty"`
	Notes      []string `json:"notes"`
}

func (f *capsuleFlags) report(made *capsule.Capsule) capsuleReport {
	r := capsuleReport{
		Version: 1, File: f.out, Posts: made.Posts, Verbs: made.Verbs, Raw: made.Posts - made.Verbs,
		Reproduces: made.Reproduces, Masked: f.mask, Notes: append([]string{}, made.Notes...),
	}
	if f.mask && f.maskKey == "" {
		r.MaskKey = f.options.Mask.Key()
	}
	return r
}
