//go:build !windows

package main

import (
	"context"
	"os/exec"
)

// commandLine is a command of the user's as the shell reads it.
func commandLine(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line) //nolint:gosec // the user's own command
}
