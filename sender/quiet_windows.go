package sender

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var poll = windows.NewLazySystemDLL("ws2_32.dll").NewProc("WSAPoll")

// silent tells whether there is nothing to read, not even the end. To peek would block: the sockets of Go wait here.
func silent(fd uintptr) bool {
	const normalData = 0x0100
	one := struct {
		socket         uintptr
		wanted, became int16
	}{socket: fd, wanted: normalData}
	ready, _, _ := poll.Call(uintptr(unsafe.Pointer(&one)), 1, 0)
	return ready == 0
}
