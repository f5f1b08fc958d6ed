package main

import (
	"context"
	"errors"
	"fmt"
)

// The exit codes of every command. They only grow.
const (
	exitOK          = 0 // all passed
	exitFailed      = 1 // a finding, a refusal or an expectation that failed
	exitUsage       = 2 // a flag, an argument or a file is wrong
	exitUnreachable = 3 // no answer: the ERP or the mock could not be reached
	exitNothing     = 4 // nothing was there to do, so the result shows nothing
	exitInterrupted = 130
)

// exitError carries the exit code with the sentence. If the sentence is empty nothing is printed: the command has
// already said it.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func exit(code int) error { return &exitError{code: code} }

func exitf(code int, format string, args ...any) error {
	return &exitError{code: code, err: fmt.Errorf(format, args...)}
}

func exitWith(code int, err error) error {
	if err == nil {
		return nil
	}
	return &exitError{code: code, err: err}
}

// codeOf is the exit code of a command's error; errors of cobra itself are usage errors.
func codeOf(err error) int {
	var coded *exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	default:
		return exitUsage
	}
}
