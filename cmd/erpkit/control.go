package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
)

// controlFlags say where the control door of a running mock is.
type controlFlags struct {
	addr, url, token string
}

const controlTokenUsage = "token that the control door asks for; give it as ERPKIT_CONTROL_TOKEN, for others see a command line"

func (f *controlFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.url, "control-url", "", "URL of the mock's control door, in place of --control-addr")
	f.addOthers(flags)
}

func (f *controlFlags) addOthers(flags *pflag.FlagSet) {
	flags.StringVar(&f.addr, "control-addr", mockerp.DefaultControlAddr, "host:port of the mock's control door")
	flags.StringVar(&f.token, "control-token", "", controlTokenUsage)
}

// client talks to the control door; a time-out of 0 is the client's own.
func (f *controlFlags) client(timeout time.Duration) (*client.Client, error) {
	flag, at := "--control-url", f.url
	if at == "" {
		host, port, err := net.SplitHostPort(f.addr)
		if err != nil {
			return nil, exitf(exitUsage, "the control address %q is not host:port, such as %s", f.addr, mockerp.DefaultControlAddr)
		}
		if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
			host = "127.0.0.1" // for a mock that listens on all addresses
		}
		flag, at = "--control-addr", "http://"+net.JoinHostPort(host, port)
	}
	door, err := client.New(client.Options{URL: at, Timeout: timeout, Token: f.token})
	if err != nil {
		return nil, exitf(exitUsage, "%s: %w", flag, err)
	}
	return door, nil
}

// mocksFlags say where the control doors of mocks are whose exchanges are taken together.
type mocksFlags struct {
	controlFlags
	urls []string
}

func (f *mocksFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.urls, "control-url", nil, "URL of the mock's control door, in place of --control-addr; give it several times to take what several mocks received together")
	f.addOthers(flags)
}

// open gives the mocks; several are asked at once whether they are there, and each only once. A variable of the
// environment holds several URLs with spaces between them.
func (f *mocksFlags) open(ctx context.Context) (client.Mocks, error) {
	urls := strings.Fields(strings.Join(f.urls, " "))
	if len(urls) == 0 {
		urls = []string{""} // --control-addr
	}
	var mocks client.Mocks
	for _, f.url = range urls {
		mock, err := f.client(0)
		if err != nil {
			return nil, err
		}
		mocks = append(mocks, mock)
	}
	if len(mocks) == 1 {
		return mocks, nil
	}
	return mocks, controlError(mocks.Apart(ctx))
}

// where names the control door in a sentence, without a password.
func (f *controlFlags) where() string {
	if parsed, err := url.Parse(f.url); err == nil && parsed.Host != "" {
		return parsed.Host
	}
	return f.addr
}

// controlError adds the exit code to an error of the control door. For a refusal it depends on what is wrong: the
// request or the mock.
func controlError(err error) error {
	var refused *api.Refusal
	var unreachable *client.UnreachableError
	var foreign *client.ForeignError
	switch {
	case errors.As(err, &unreachable) || errors.As(err, &foreign):
		return exitWith(exitUnreachable, err)
	case !errors.As(err, &refused):
		return err
	case refused.Code == api.UnknownRun:
		return exitWith(exitFailed, printableError{err})
	case refused.Status >= http.StatusInternalServerError:
		return exitWith(exitUnreachable, printableError{err})
	case len(refused.Problems) > 0:
		return exitWith(exitUsage, refused.Problems)
	}
	return exitWith(exitUsage, printableError{err})
}

// printableError is an error that quotes the other side.
type printableError struct{ error }

func (e printableError) Error() string { return printable(e.error.Error()) }
func (e printableError) Unwrap() error { return e.error }
