package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/sender/target"
)

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
