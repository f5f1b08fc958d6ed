package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
)

// openBrowser shows a page in the user's browser. If there is none it says so, and nothing fails.
func openBrowser(stderr io.Writer, page string) {
	cmd := opener(runtime.GOOS, page)
	err := cmd.Start()
	if err != nil {
		fmt.Fprintf(stderr, "erpkit: the browser could not be opened (%s): open the page by hand\n", err)
		return
	}
	go func() {
		if err := cmd.Wait(); err != nil {
			fmt.Fprintf(stderr, "erpkit: the browser was not opened (%s: %s): open the page by hand\n", cmd.Path, err)
		}
	}()
}

// opener is the program that opens a page on an operating system.
func opener(system, page string) *exec.Cmd {
	switch system {
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", page)
	case "darwin":
		return exec.Command("open", page)
	}
	return exec.Command("xdg-open", page)
}
