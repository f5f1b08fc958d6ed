package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/shift"
)

// shiftFlags are the flags of shift as typed.
type shiftFlags struct {
	where    targetFlags
	settings string
	options  shift.Options
	asJSON   bool
	record   string
	locust   string
}

func shiftCommand() *cobra.Command {
	var f shiftFlags
	cmd := &cobra.Command{
		Use:   "shift",
		Short: "Send the posts of a random, valid shift to an ERP",
		Long: `Sends what people at the stations report in a shift: serials are set, changed and removed, items attached and
detached, operations reported and taken back. It makes exactly as many posts as asked, all of them valid. The same seed
and the same answers give the same posts. A refusal does not stop it: the act did not happen (T7), and the shift
continues. Use a test system: the shift leaves its devices there.

--locust posts nothing: it writes the shift as a program for Locust (https://locust.io), which plays it as load from many
machines. The paths are those of the URLs; the host, headers and credentials are given to Locust, as the file says.

Exit codes: 0 all accepted and the answers are right, 1 something was refused or an answer breaks a MUST,
2 a flag or file is wrong, 3 there was no answer, 130 interrupted.`,
		Example: `  erpkit shift --seed 7 --events 500 --url http://127.0.0.1:8085
  erpkit shift --seed 7 --url http://127.0.0.1:8085 --record posts.jsonl
  erpkit shift --seed 8 --events 2000 --stations 16 --settings settings.yaml --json
  erpkit shift --seed 7 --events 500 --locust load.py`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.play(cmd) },
	}
	flags := cmd.Flags()
	f.where.add(flags)
	flags.StringVar(&f.settings, "settings", "", "the Integration Builder page as a YAML file, in place of URLs")
	flags.Uint64Var(&f.options.Seed, "seed", 1, "the same seed makes the same posts")
	flags.IntVar(&f.options.Events, "events", 500, "how many posts to make")
	flags.IntVar(&f.options.Stations, "stations", 1, "how many stations work at once")
	flags.StringVar(&f.options.Prefix, "prefix", "", "how serials and work orders begin (default: made from the seed)")
	flags.BoolVar(&f.options.GoOn, "go-on", false, "continue when there is no answer")
	addShell(flags, &f.options.Shell)
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	flags.StringVar(&f.record, "record", "", "write every post and its answer to this file, as JSON lines for erpkit reconcile, check or capsule")
	flags.StringVar(&f.locust, "locust", "", "post nothing, and write the shift to this file as a locustfile, for load from many machines")
	return cmd
}

func (f *shiftFlags) play(cmd *cobra.Command) error {
	if f.locust != "" {
		return f.writeLocust(cmd)
	}
	settings, client, data, err := f.where.page(cmd, f.settings, "local")
	if err != nil {
		return exitWith(exitUsage, err)
	}
	defer client.Close()
	poster, recorded, err := record(f.record, client)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	bar := newProgress(cmd.ErrOrStderr(), "posts")
	f.options.Settings, f.options.Master, f.options.Poster, f.options.Progress = settings, data, poster, bar.step
	summary, err := shift.Play(cmd.Context(), f.options)
	bar.finish()
	posts, notRecorded := recorded()
	if err := errors.Join(err, notRecorded); err != nil {
		return exitWith(exitUsage, err)
	}
	if err := f.print(cmd, summary, posts); err != nil {
		return err
	}
	switch {
	case cmd.Context().Err() != nil:
		return exit(exitInterrupted)
	case summary.Total.Trouble > 0:
		return exit(exitUnreachable)
	case !summary.Perfect():
		return exit(exitFailed)
	}
	return nil
}

func (f *shiftFlags) print(cmd *cobra.Command, summary shift.Summary, posts report.Record) error {
	if f.asJSON {
		printed := map[string]any{"version": 1, "summary": summary}
		if posts != (report.Record{}) {
			printed["record"] = posts // which erpkit reconcile follows
		}
		return schemas.PrintJSON(cmd.OutOrStdout(), printed)
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), summary)
	return err
}
