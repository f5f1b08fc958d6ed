package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
)

// UnreachableError says that no mock answers, or that it broke off.
type UnreachableError struct {
	// Where is the host and port of the control door, and its path where it has one.
	Where string
	Err   error

	begun bool // the answer
}

func (e *UnreachableError) Error() string {
	if e.begun {
		return fmt.Sprintf("the mock on %s broke off before the end of its answer: %v", e.Where, e.Err)
	}
	return fmt.Sprintf("no mock answers on %s: %v; start one with: erpkit serve", e.Where, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// ForeignError says that something answers which is not a control door of erpkit.
type ForeignError struct {
	// Where is its host and port, and its path where it has one, Why what gave it away.
	Where, Why string
}

func (e *ForeignError) Error() string {
	return fmt.Sprintf("what answers on %s is not a control door of erpkit: %s", e.Where, e.Why)
}

// lateError is the cause of a context that ended because something took too long.
type lateError string

func (e lateError) Error() string { return string(e) }

// Is makes it equal to context.DeadlineExceeded.
func (e lateError) Is(target error) bool { return target == context.DeadlineExceeded }

// failed explains why there is no answer, or not all of it. Being cancelled is not a fault of the mock.
func (c *Client) failed(ctx context.Context, err error, begun bool) error {
	if cause := context.Cause(ctx); errors.Is(cause, context.Canceled) {
		return cause
	} else if cause != nil {
		err = cause
	}
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err // the URL may carry a password
	}
	return &UnreachableError{Where: c.name(), Err: err, begun: begun}
}

func (c *Client) foreign(format string, args ...any) error {
	return &ForeignError{Where: c.name(), Why: fmt.Sprintf(format, args...)}
}
