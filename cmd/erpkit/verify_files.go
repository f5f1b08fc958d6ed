package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/sender/target"
)

// readEarlier reads the report that the run is compared with.
func (f *verifyFlags) readEarlier() error {
	if f.compare == "" {
		return nil
	}
	file, err := os.Open(f.compare)
	if err != nil {
		return fmt.Errorf("--compare: the report cannot be read: %w", err)
	}
	defer file.Close()
	if f.options.Earlier, err = report.ReadEarlier(file); err != nil {
		return fmt.Errorf("--compare: %s: %w", f.compare, err)
	}
	return nil
}

func (f *verifyFlags) readKnown() error {
	if f.known == "" {
		return nil
	}
	checks, err := allChecks()
	if err != nil {
		return err
	}
	file, err := os.Open(f.known)
	if err != nil {
		return fmt.Errorf("the list of known failures cannot be read: %w", err)
	}
	defer file.Close()
	f.options.KnownFailing, err = report.ReadKnown(file, checks)
	return err
}

// allChecks are the checks of all profiles: a list of known failures serves each run of the same ERP.
func allChecks() ([]check.Check, error) {
	var all []check.Check
	for _, profile := range contracttests.Profiles() {
		checks, err := contracttests.List(contracttests.Options{Profile: profile})
		if err != nil {
			return nil, err
		}
		all = append(all, checks...)
	}
	return all, nil
}

// writeBehaviour finds out what the ERP does where the contract leaves it open, unless the ERP could not be judged.
func (f *verifyFlags) writeBehaviour(cmd *cobra.Command, erp target.Target, verdict report.Verdict) error {
	if f.behaviour == "" {
		return nil
	}
	if verdict != report.Green && verdict != report.Red {
		return fmt.Errorf("--profile-report: %s is not written, because the ERP could not be judged", f.behaviour)
	}
	bar, done := newProgress(cmd.ErrOrStderr(), "habits"), 0
	f.options.Progress = func(check.Result) {
		done++
		bar.step(done, 0)
	}
	profile, err := contracttests.Behaviour(cmd.Context(), erp, f.options)
	bar.finish()
	if err != nil {
		return err
	}
	if strings.HasSuffix(f.behaviour, ".json") {
		return writeReport(f.behaviour, profile.JSON)
	}
	return writeReport(f.behaviour, profile.Markdown)
}
