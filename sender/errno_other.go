//go:build !windows

package sender

import "syscall"

// What the system says when nothing listens, when the other side ends a connection, and when it does not answer.
var (
	refusedErrors = []error{syscall.ECONNREFUSED}
	endErrors     = []error{syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED}
	timeoutErrors = []error{syscall.ETIMEDOUT}
)
