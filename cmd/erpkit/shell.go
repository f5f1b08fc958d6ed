package main

import (
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas/show"
)

// addShell adds the flag for what people paste into their shell.
func addShell(flags *pflag.FlagSet, shell *show.Shell) {
	*shell = show.UsualShell()
	flags.Func("shell", "`shell` for which the lines to repeat something are printed: powershell or sh (default: powershell on Windows, else sh)", func(name string) (err error) {
		*shell, err = show.ParseShell(name)
		return err
	})
}
