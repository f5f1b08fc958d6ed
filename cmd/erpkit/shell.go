package main

import (
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas/show"
)

// addShell adds the flag for what people paste into their shell.
func addShell(flags *pflag.FlagSet, shell *show.Shell) {
	*shell = show.UsualShell()
	flags.Var(shell, "shell", "the shell for which the lines to repeat something are printed")
}
