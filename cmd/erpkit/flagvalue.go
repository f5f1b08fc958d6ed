package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// wrongValue says how to correct a value that a flag cannot take. set names the source of the value: the flag
// itself or its environment variable. Every other error is returned unchanged.
func wrongValue(set string, err error) error {
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return err
	}
	wanted := map[string]string{
		"int": "a whole number, such as 100", "int64": "a whole number, such as 100", "uint64": "a whole number of 0 or more, such as 7",
		"float64": "a number, such as 2.5", "duration": "a duration with its unit, such as 500ms, 30s or 1h30m", "bool": "true or false",
	}[wrong.GetFlag().Value.Type()]
	switch {
	case wanted == "":
		return fmt.Errorf("%s is wrong: %w", set, errors.Unwrap(wrong))
	case errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%s is %q, which is too large: give a smaller number", set, wrong.GetValue())
	}
	return fmt.Errorf("%s is %q: give %s", set, wrong.GetValue(), wanted)
}

// wrongFlag is wrongValue for the command line. For an unknown flag it suggests the one that was probably meant.
func wrongFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return fmt.Errorf("%w%s: %s --help lists the flags", err, meant(cmd, unknown.GetSpecifiedName()), cmd.CommandPath())
	}
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return err
	}
	return wrongValue("--"+wrong.GetFlag().Name, err)
}

func meant(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := schemas.Nearest(name, names); near != "" {
		return " (did you mean --" + near + "?)"
	}
	return ""
}

const annotationAboveZero = "erpkit-above-zero"

// aboveZero marks flags that cannot be 0 or less, although 0 means the default to the packages below.
func aboveZero(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		flags.Lookup(name).Annotations = map[string][]string{annotationAboveZero: nil}
	}
}

// checkAboveZero refuses marked flags that are 0 or less, all at once.
func checkAboveZero(flags *pflag.FlagSet) error {
	var wrong []error
	flags.VisitAll(func(f *pflag.Flag) {
		value := f.Value.String()
		if _, marked := f.Annotations[annotationAboveZero]; !marked || value != "0" && value != "0s" && !strings.HasPrefix(value, "-") {
			return
		}
		wrong = append(wrong, fmt.Errorf("--%s is %s: it must be above 0; without the flag it is %s", f.Name, value, f.DefValue))
	})
	return errors.Join(wrong...)
}

// addShell adds the flag for what people paste into their shell.
func addShell(flags *pflag.FlagSet, shell *show.Shell) {
	*shell = show.UsualShell()
	flags.Func("shell", "`shell` for which the lines to repeat something are printed: powershell or sh (default: powershell on Windows, else sh)", func(name string) (err error) {
		*shell, err = show.ParseShell(name)
		return err
	})
}
