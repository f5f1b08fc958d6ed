package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests/starters"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

func starterCommand() *cobra.Command {
	var dir string
	var asJSON bool
	var shell show.Shell
	cmd := &cobra.Command{
		Use:   "starter [LANGUAGE]",
		Short: "Write a small right receiver to begin the ERP side with: in Python, Node.js, Go or PHP",
		Long: `Writes the source of a small receiver: the ERP side of the Integration Builder in one file, with nothing to install. It
keeps every MUST and SHOULD of erpkit verify, says which clause each part of it serves, and has one place from which to call
your ERP. Without a language it lists them, each with how to start it. A file that exists is never overwritten.

Exit codes: 0 written or listed, 2 there is no such language, a file exists already or cannot be written, or a flag is wrong.`,
		Example:           "  erpkit starter\n  erpkit starter python\n  erpkit starter php --dir my-erp",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: offers(starters.All, func(s starters.Starter) (name, what string) { return s.Name, s.Needs }),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 && dir != "":
				return exitf(exitUsage, "--dir is for one language: name it, as in erpkit starter python --dir %s", dir)
			case len(args) == 0:
				return listStarters(cmd.OutOrStdout(), asJSON)
			case asJSON:
				return exitf(exitUsage, "--json is for the list: leave the language out")
			}
			return writeStarter(cmd.OutOrStdout(), args[0], dir, shell)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "the folder to write to (default erp-LANGUAGE)")
	addShell(cmd.Flags(), &shell)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func listStarters(to io.Writer, asJSON bool) error {
	list := starters.All()
	if asJSON {
		return schemas.PrintJSON(to, map[string]any{"version": 1, "starters": list})
	}
	for _, s := range list {
		fmt.Fprintf(to, "%-8s %-22s %s\n", s.Name, s.Needs, s.Start)
	}
	_, err := fmt.Fprintln(to, "Write one with: erpkit starter LANGUAGE")
	return err
}

func writeStarter(to io.Writer, language, dir string, shell show.Shell) error {
	s, err := starters.Find(language)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	dir = cmp.Or(dir, "erp-"+s.Name)
	files, err := s.Write(dir)
	if err != nil {
		return exitf(exitUsage, "%w with --dir", err)
	}
	_, err = fmt.Fprintf(to, `Written: %s

Start it. It needs %s:
  %s
  %s

Judge it from a second terminal. It is green: keep it so while you change it.
  erpkit verify --url http://127.0.0.1:8085 --fail-on should

Then write %s in %s: it calls your ERP. The MES posts to
http://127.0.0.1:8085/device, /item-attach and /operation.
`, strings.Join(files, ", "), s.Needs, shell.Command("cd", filepath.Clean(dir)), s.Start, s.Yours, files[len(files)-1])
	return err
}
