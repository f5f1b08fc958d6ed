package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// switchColoursOn lets a console understand the codes of colours. One from before Windows 10 cannot, and would show them
// as text.
func switchColoursOn(console *os.File) bool {
	var mode uint32
	handle := windows.Handle(console.Fd())
	return windows.GetConsoleMode(handle, &mode) == nil &&
		windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
