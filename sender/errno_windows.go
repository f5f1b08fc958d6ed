package sender

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// What the system says when nothing listens, when the other side ends a connection, and when it does not answer. The sockets of
// Windows have numbers of their own, which are not those of package syscall.
var (
	refusedErrors = []error{windows.WSAECONNREFUSED, syscall.ECONNREFUSED}
	endErrors     = []error{windows.WSAECONNRESET, windows.WSAECONNABORTED, windows.WSAENETRESET, windows.WSAESHUTDOWN, syscall.ECONNRESET, syscall.EPIPE}
	timeoutErrors = []error{windows.WSAETIMEDOUT, syscall.ETIMEDOUT}
)
