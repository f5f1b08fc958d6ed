package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Run is the whole program: it runs the command that args name and returns its exit code.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	out, errs := &terminal{to: stdout}, &terminal{to: stderr}
	defer out.flush()
	defer errs.flush()
	root.SetOut(out)
	root.SetErr(errs)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && err.Error() != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "erpkit: %s\n", err) // a command that knows secrets hides them in its own output
	}
	if interrupted := errors.Is(ctx.Err(), context.Canceled); interrupted && err != nil && !endsWithCtrlC(cmd) {
		return exitInterrupted
	}
	return codeOf(err)
}

// endsWithCtrlC tells whether a command serves until it is interrupted, so that Ctrl-C is its normal end.
func endsWithCtrlC(cmd *cobra.Command) bool {
	return cmd.Name() == "serve" || cmd.Name() == "brokenerp" || cmd.Name() == "view" || cmd.Name() == "mcp"
}

func newRoot() *cobra.Command {
	var colours string
	root := &cobra.Command{
		Use:   "erpkit",
		Short: "A mock ERP, a reference sender and contract checks for the Next Plus Integration Builder",
		Long: `erpkit is a test kit for both sides of the Next Plus Integration Builder: a mock ERP that judges every post, a sender
that behaves like the MES, and checks of the contract for any ERP.

Every flag can also be set in the environment: --control-addr is ERPKIT_CONTROL_ADDR. The flag wins.

Exit codes: 0 everything passed; 1 a finding, a refusal or a failed expectation; 2 a flag, an argument or a file is wrong;
3 the ERP or the mock could not be reached or judged; 4 nothing ran, so nothing was shown; 130 interrupted with Ctrl-C.`,
		Example:       "  erpkit serve\n  erpkit shift --seed 7 --events 500 --url http://127.0.0.1:8085",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			lookup := withoutOtherPlaces(cmd.Flags(), os.LookupEnv, cmd.ErrOrStderr())
			err := errors.Join(fromEnvironment(cmd.Flags(), lookup), checkAboveZero(cmd.Flags()))
			return errors.Join(err, colour(cmd, colours))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(wrongFlag)
	root.PersistentFlags().StringVar(&colours, "color", "auto", colourUsage)
	root.AddCommand(serveCommand(), sendCommand(), shiftCommand(), tryCommand(), verifyCommand(), targetCommand(), brokenERPCommand(), starterCommand(), runCommand(), cleanupCommand(), capsuleCommand(),
		checkCommand(), explainCommand(), schemaCommand(), reconcileCommand(), viewCommand(), expectCommand(), coverageCommand(), exportCommand(), mcpCommand(), trapsCommand(), healthCommand(), versionCommand())
	return root
}

// withoutOtherPlaces ignores variables with the address of the ERP or the mock if any flag gives that address: the
// flag wins, even if its name differs.
func withoutOtherPlaces(flags *pflag.FlagSet, lookup func(string) (string, bool), say io.Writer) func(string) (string, bool) {
	urls := []string{"url", "single-url", "device-url", "item-attach-url", "operation-url"}
	files := []string{"target", "settings"}
	without := map[string]bool{}
	for _, one := range []struct{ given, others []string }{
		{files, urls}, {urls, files}, {[]string{"url"}, []string{"single-url"}}, {[]string{"single-url"}, []string{"url"}},
		{[]string{"control-addr"}, []string{"control-url"}}, {[]string{"control-url"}, []string{"control-addr"}},
	} {
		given := slices.IndexFunc(one.given, flags.Changed)
		for _, other := range one.others {
			name := envName(other)
			if _, set := lookup(name); given < 0 || !set || without[name] || flags.Lookup(other) == nil || flags.Changed(other) {
				continue
			}
			without[name] = true
			fmt.Fprintf(say, "%s is not used, because --%s is given.\n", name, one.given[given])
		}
	}
	return func(name string) (string, bool) {
		if without[name] {
			return "", false
		}
		return lookup(name)
	}
}

// fromEnvironment sets each flag that was not given from its variable. An error names the variable.
func fromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	var wrong []error
	flags.VisitAll(func(f *pflag.Flag) {
		value, ok := lookup(envName(f.Name))
		if f.Changed || !ok || f.Name == "help" {
			return
		}
		if err := flags.Set(f.Name, value); err != nil {
			wrong = append(wrong, wrongValue("the environment variable "+envName(f.Name), err))
			return
		}
		_ = flags.SetAnnotation(f.Name, annotationVariable, []string{envName(f.Name)}) // its only error is that there is no such flag
	})
	return errors.Join(wrong...)
}

func envName(flag string) string {
	return "ERPKIT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// offers completes the only argument of a command for the shell: the names that it may have, each with what it is.
func offers[T any](all func() []T, words func(T) (name, what string)) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) (list []cobra.Completion, _ cobra.ShellCompDirective) {
		if len(args) == 0 {
			for _, one := range all() {
				list = append(list, cobra.CompletionWithDesc(words(one)))
			}
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}
