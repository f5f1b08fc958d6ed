package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/schemas"
)

func trapsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "traps [NAME]",
		Short: "List the ready-made scripts for common mistakes of ERP teams, or print one",
		Long: `Lists the traps: ready-made scripts of the mock for common mistakes of ERP teams. For each, the list says what the MES
understands of the answers. With a name it prints the script of that trap: save it, change it, and use it with
erpkit serve --script.

Exit codes: 0 printed, 2 the name or a flag is wrong.`,
		Example:           "  erpkit traps\n  erpkit traps redirect-to-login > trap.yaml",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(traps.Names(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, names []string) error {
			if len(names) == 1 && asJSON {
				return exitf(exitUsage, "--json is for the list: the script of a trap is YAML")
			}
			if len(names) == 1 {
				return printTrap(cmd.OutOrStdout(), names[0])
			}
			return listTraps(cmd.OutOrStdout(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printTrap(to io.Writer, name string) error {
	source, err := traps.Source(name)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	_, err = to.Write(source)
	return err
}

func listTraps(to io.Writer, asJSON bool) error {
	list := traps.List()
	if asJSON {
		return schemas.PrintJSON(to, map[string]any{"version": 1, "traps": list})
	}
	for _, trap := range list {
		fmt.Fprintf(to, "%s (%s)\n  %s\n", trap.Name, strings.Join(trap.Clauses, ", "), trap.About)
		for _, step := range trap.WhatTheMESUnderstands {
			word := "failed"
			if step.Accepted {
				word = "success"
			}
			fmt.Fprintf(to, "    %s: %s. %s\n", step.Post, word, printable(step.Words))
		}
	}
	_, err := fmt.Fprintf(to, "%d traps. Play one with: erpkit serve --trap NAME\n", len(list))
	return err
}
