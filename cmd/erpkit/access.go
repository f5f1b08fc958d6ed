package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas"
)

// accessFlags say what the control door requires of its callers.
type accessFlags struct {
	token, file string
}

// leastToken is the shortest token that is allowed: a shorter one could be guessed.
const leastToken = 16

func (f *accessFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.token, "control-token", "", "token that the control door asks for; better given as ERPKIT_CONTROL_TOKEN or in a file, for others see a command line")
	flags.StringVar(&f.file, "control-token-file", "", "file with that token")
}

// read returns the token; "" if there is none.
func (f *accessFlags) read() (string, error) {
	if f.file != "" {
		if f.token != "" {
			return "", errors.New("--control-token and --control-token-file exclude each other")
		}
		text, err := os.ReadFile(f.file)
		if err == nil {
			text, err = schemas.FileText(text)
		}
		if err != nil {
			return "", fmt.Errorf("--control-token-file: %s: %w", f.file, err)
		}
		if f.token = strings.TrimSpace(string(text)); f.token == "" {
			return "", fmt.Errorf("--control-token-file: %s is empty", f.file)
		}
	}
	strange := func(r rune) bool { return r <= ' ' || r > '~' }
	if f.token != "" && (len(f.token) < leastToken || strings.ContainsFunc(f.token, strange)) {
		return "", fmt.Errorf("the control token must have %d or more letters, digits and signs of ASCII, without blanks: make one with openssl rand -hex 16", leastToken)
	}
	return f.token, nil
}

// warn says that everybody who reaches the door may use it.
func (f *accessFlags) warn(stderr io.Writer, url, addr string) {
	if f.token != "" || onlyHere(addr) {
		return
	}
	fmt.Fprintf(stderr, "WARNING: the control door %s listens on %s without a token: everybody who reaches it can read and steer this mock. Give it one with --control-token-file or ERPKIT_CONTROL_TOKEN.\n", url, addr)
}

// onlyHere tells whether an address can be reached from this machine only. Wrong addresses are reported elsewhere.
func onlyHere(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return err != nil || host == "localhost" || ip != nil && ip.IsLoopback()
}
