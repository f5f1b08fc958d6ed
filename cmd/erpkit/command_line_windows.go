package main

import (
	"context"
	"os/exec"
	"syscall"
)

// commandLine is a command of the user's as the shell reads it. cmd takes the quotes of its line as they are, while os/exec
// would write backslashes before them.
func commandLine(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /S /C "` + line + `"`}
	return cmd
}
