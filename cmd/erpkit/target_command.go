package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	_ "embed"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/target"
)

// targetTemplate is the file that target init writes.
//
//go:embed target_template.yaml
var targetTemplate []byte

func targetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "target",
		Short: "Write the file that says where an ERP is and what it has, and check it",
		Long: `A target file says where the ERP is, and which work orders, parts and operations it has (master data). An ERP that knows
only its own cannot be judged without them. verify, shift and try take the file with --target.

Exit codes: 0 done, 1 the file gives too little to try anything, 2 a file or flag is wrong.`,
		Example: "  erpkit target init erp.yaml\n  erpkit target check erp.yaml\n  erpkit verify --target erp.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(targetInitCommand(), targetCheckCommand())
	return cmd
}

func targetInitCommand() *cobra.Command {
	var shell show.Shell
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a target file to fill in",
		Long: `Writes a target file with a comment on everything that it can contain; without a FILE it is printed. A file that exists
is never overwritten.

Exit codes: 0 written, 2 the file exists already or cannot be written.`,
		Example: "  erpkit target init erp.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := cmd.OutOrStdout().Write(targetTemplate)
				return err
			}
			return exitWith(exitUsage, writeNew(cmd.OutOrStdout(), args[0], shell))
		},
	}
	addShell(cmd.Flags(), &shell)
	return cmd
}

// writeNew writes the template to a new file.
func writeNew(to io.Writer, path string, shell show.Shell) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s exists already and was left as it is: name another file", path)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	if _, err = file.Write(targetTemplate); errors.Join(err, file.Close()) != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	fmt.Fprintf(to, "Written: %s. Fill it in, then:\n  %s\n", path, shell.Command("erpkit", "target", "check", path))
	return nil
}

func targetCheckCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a target file, and say for which checks its master data are not enough",
		Long: `Reads a target file, or a file or folder of master data alone, and shows all mistakes at once. Then it rehearses
erpkit verify against an ERP inside this program: nothing is posted to the ERP of the file. What the master data do not
give is listed with the checks that cannot run without it.

Exit codes: 0 the file can be used, 1 the file gives too little to try even the seven acts, 2 the file is wrong.`,
		Example: "  erpkit target check erp.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := readTarget(args[0])
			if err != nil {
				return exitWith(exitUsage, err)
			}
			return rehearse(cmd, t, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// readTarget reads a target file, or master data alone.
func readTarget(path string) (t target.Target, err error) {
	if isMaster(path) {
		t.Master, err = master.Read(path)
		return t, err
	}
	if t, err = target.Read(path); err != nil {
		return t, err
	}
	if err = t.Check(); err == nil && len(t.Given()) == 0 {
		err = fmt.Errorf("%s: %w", path, target.ErrNowhere)
	}
	return t, err
}

func rehearse(cmd *cobra.Command, t target.Target, asJSON bool) error {
	r, err := contracttests.Rehearse(cmd.Context(), t, contracttests.Options{})
	if err != nil {
		return exitWith(exitUsage, err)
	}
	out := cmd.OutOrStdout()
	if asJSON {
		err = schemas.PrintJSON(out, map[string]any{"version": 1, "master": t.Master != nil, "checks": len(r.Results), "needs": append([]report.Need{}, r.Needs()...)})
	} else {
		printNeeds(out, t, &r)
	}
	if err == nil && !actsTried(&r) {
		return exit(exitFailed)
	}
	return err
}

// actsTried tells whether at least one of the seven acts can be tried.
func actsTried(r *contracttests.Report) bool {
	return slices.ContainsFunc(r.Results, func(one check.Result) bool { return one.Check.First && one.Cause != check.NeedsData })
}

func printNeeds(to io.Writer, t target.Target, r *contracttests.Report) {
	if t.Master == nil {
		fmt.Fprintf(to, "The file has no master data, so erpkit makes names up. An ERP that knows only its own work orders and parts refuses them:\ngive it a section master:, as erpkit target init has it.\n")
		return
	}
	missing := 0
	for _, need := range r.Needs() {
		missing += len(need.Checks)
	}
	fmt.Fprintf(to, "The file gives %d work orders, %d parts and %d operations.\n", len(t.Master.Orders), len(t.Master.Parts), len(t.Master.Operations))
	if missing == 0 {
		fmt.Fprintf(to, "All %d checks find what they need.\n", len(r.Results))
		return
	}
	fmt.Fprintf(to, "%d of %d checks find what they need. Without this, %d are not run:\n", len(r.Results)-missing, len(r.Results), missing)
	for _, need := range r.Needs() {
		fmt.Fprintf(to, "\n%s\n", need.Words)
		for _, name := range need.Checks {
			fmt.Fprintf(to, "  %s\n", name)
		}
	}
}

// isMaster tells whether a path holds master data alone.
func isMaster(path string) bool {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return true
	}
	file, err := yamlfile.Read(path)
	if err != nil {
		return false
	}
	_, orders := file.Value("/workOrders")
	_, parts := file.Value("/parts")
	return orders || parts
}
