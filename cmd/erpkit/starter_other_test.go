//go:build !unix

package main

import (
	"os/exec"
	"strconv"
)

func withChildren(*exec.Cmd) {}

// killAll asks Windows for the tree of processes: ending the first one would leave its children.
func killAll(cmd *exec.Cmd) {
	_ = exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
}
