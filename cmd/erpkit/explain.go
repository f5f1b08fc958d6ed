package main

import (
	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests/explain"
	"github.com/erpkit/erpkit/schemas"
)

func explainCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain [CLAUSE]",
		Short: "Explain a clause of the contract: why it matters, right and wrong, which checks, how to mend",
		Long: `Says of one clause, such as E7 or f3: its sentence, why it matters on the floor, a right and a wrong exchange, how to
mend what breaks it, which checks of verify ask for it, and a broken ERP to try it on. Without a clause it lists them all.

Exit codes: 0 explained or listed, 2 there is no such clause or a flag is wrong.`,
		Example:           "  erpkit explain E7\n  erpkit explain --json d3",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: offers(schemas.Clauses, func(c schemas.Clause) (name, what string) { return c.ID, c.Sentence }),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := cmd.OutOrStdout()
			switch {
			case len(args) == 0 && asJSON:
				return schemas.PrintJSON(out, map[string]any{"version": 1, "clauses": schemas.Clauses()})
			case len(args) == 0:
				return explain.List(out)
			}
			about, err := explain.Of(args[0])
			switch {
			case err != nil:
				return exitWith(exitUsage, err)
			case asJSON:
				return schemas.PrintJSON(out, map[string]any{"version": 1, "clause": about})
			}
			return about.Text(out)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
