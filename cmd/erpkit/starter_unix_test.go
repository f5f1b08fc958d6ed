//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// withChildren lets killAll end what the command starts, too.
func withChildren(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killAll(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
