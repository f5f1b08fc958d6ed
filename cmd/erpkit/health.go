package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
)

// healthFlags are the flags of health as typed.
type healthFlags struct {
	control       controlFlags
	timeout, wait time.Duration
}

func healthCommand() *cobra.Command {
	var f healthFlags
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask a running mock whether it is ready; works as HEALTHCHECK without a shell or curl",
		Long: `Asks the control door of a running mock for /readyz: whether both doors accept requests and posts do not get 503.

Exit codes: 0 ready, 1 not ready, 2 a flag is wrong, 3 the mock could not be reached.`,
		Example: "  erpkit health --control-addr 127.0.0.1:8086\n  erpkit health --control-url https://mock.example/control --wait 10s",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.ask(cmd) },
	}
	flags := cmd.Flags()
	f.control.add(flags)
	flags.DurationVar(&f.timeout, "timeout", 3*time.Second, "how long to wait for one answer")
	flags.DurationVar(&f.wait, "wait", 0, "ask again until the mock is ready, at most this long; 0 asks once")
	aboveZero(flags, "timeout")
	return cmd
}

// ask distinguishes a mock that is not ready, another program, and nothing at all.
func (f *healthFlags) ask(cmd *cobra.Command) error {
	mock, err := f.control.client(f.timeout)
	if err != nil {
		return err
	}
	err = mock.Ready(cmd.Context(), f.wait)
	var refused *api.Refusal
	var foreign *client.ForeignError
	switch {
	case errors.As(err, &refused):
		return exitf(exitFailed, "the mock on %s is not ready: %w", f.control.where(), printableError{err})
	case errors.As(err, &foreign):
		return exitWith(exitFailed, err)
	case err != nil:
		return controlError(err)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "The mock on %s is ready.\n", f.control.where())
	return err
}
