package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas"
)

func coverageCommand() *cobra.Command {
	var control mocksFlags
	var run string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Count which acts a running mock received and how they ended",
		Long: `Counts the exchanges of a running mock by the seven acts of the contract and by how each ended; an empty cell is what nobody
has tried. With several --control-url the counts of all mocks are added; all of them must answer.

Exit codes: 0 printed, 1 there is no such run, 2 a flag is wrong, 3 the mock could not be reached, 4 nothing was received.`,
		Example: `  erpkit coverage --run line-4
  erpkit coverage --control-url http://mock-1:8086 --control-url http://mock-2:8086 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			mocks, err := control.open(cmd.Context())
			if err != nil {
				return err
			}
			all, err := mocks.Coverage(cmd.Context(), run)
			switch {
			case err != nil:
				return controlError(err)
			case all.Exchanges == 0 && all.Dropped == 0:
				return exitf(exitNothing, "nothing was received, so there is nothing to count")
			case asJSON:
				return schemas.PrintJSON(cmd.OutOrStdout(), struct {
					Version int `json:"version"`
					api.Coverage
				}{1, all})
			}
			if all.Dropped > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "erpkit: not everything is there: exchanges dropped from the journal: %d\n", all.Dropped)
			}
			return printLines(cmd.OutOrStdout(), all.Grid.String())
		},
	}
	control.add(cmd.Flags())
	cmd.Flags().StringVar(&run, "run", "", "only this run")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
