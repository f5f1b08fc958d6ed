package sender

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/erpkit/erpkit/schemas"
)

// CheckURL reads a destination URL as the Integration Builder wants it: absolute, http or https,
// with a host, without spaces. The error says which rule is broken, and the cure; it never shows
// a password in the URL.
func CheckURL(raw string) (*url.URL, error) {
	if err := checkText(raw); err != nil {
		return nil, err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("this is not a URL (%s): write it like https://erp.example.com/device", parseReason(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the URL begins with %q but the MES posts over http and https only: begin it with http:// or https://", u.Scheme+":")
	}
	if u.Hostname() == "" {
		return nil, errors.New("the URL has no host: write it like https://erp.example.com/device")
	}
	if strings.ContainsFunc(u.Hostname(), notInHost) {
		return nil, errors.New("the host of the URL has a character that no host has, such as < or $: put the real host in place of it")
	}
	return u, checkPort(u)
}

// notInHost is true for characters outside of names, addresses and IPv6 zones.
func notInHost(r rune) bool {
	return r < 0x80 && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_:%", r)
}

// checkText finds mistakes from copying and typing URLs.
func checkText(raw string) error {
	switch {
	case raw == "":
		return errors.New("there is no URL: write it like https://erp.example.com/device")
	case strings.TrimSpace(raw) != raw:
		return errors.New("the URL has a space before or after it: remove the space")
	case strings.ContainsFunc(raw, unicode.IsSpace):
		return errors.New("the URL has a space inside: remove it, or write it as %20 where the path needs it")
	case strings.ContainsFunc(raw, func(r rune) bool { return unicode.Is(unicode.C, r) }):
		return errors.New("the URL has an invisible character in it: type it again by hand")
	case strings.Contains(raw, `\`):
		return errors.New(`the URL has a backslash: write / instead of \`)
	case !strings.Contains(raw, "://"):
		return errors.New("the URL does not begin with http:// or https://: add it")
	}
	return nil
}

func checkPort(u *url.URL) error {
	if strings.HasSuffix(u.Host, ":") {
		return errors.New("the URL has a colon but no port after its host: remove the colon, or a second http:// that was pasted in")
	}
	if u.Port() == "" {
		return nil
	}
	if n, err := strconv.Atoi(u.Port()); err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("the port %s of the URL does not exist: use 1 to 65535", u.Port())
	}
	return nil
}

// parseReason removes the URL from the error, because it may hold a password.
func parseReason(err error) string {
	if parse, ok := errors.AsType[*url.Error](err); ok {
		err = parse.Err
	}
	if strings.Contains(err.Error(), "@") {
		return "its host or port cannot be read"
	}
	return err.Error()
}

// Join returns the URL of a kind of post below a base URL, as on the mock's doors: base
// http://127.0.0.1:8085 gives http://127.0.0.1:8085/device. It keeps a query of the base.
func Join(base string, kind schemas.Kind) (string, error) {
	u, err := CheckURL(base)
	if err != nil {
		return "", err
	}
	return u.JoinPath(string(kind)).String(), nil
}
