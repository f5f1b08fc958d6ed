package target

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// ErrNowhere says that no address was given.
var ErrNowhere = errors.New("say where the ERP is: --url http://127.0.0.1:8085, or --single-url, or --device-url, --item-attach-url and --operation-url, or --target erp.yaml")

// Address is one address as it was given, with the words for it.
type Address struct{ Name, URL string }

// Given lists the addresses that were given; none when the target is nowhere.
func (t Target) Given() []Address {
	all := []Address{{"the base URL", t.Base}, {"the single URL", t.Single}}
	for _, kind := range schemas.Kinds() {
		all = append(all, Address{"the URL for " + string(kind), t.Kinds[kind]})
	}
	return slices.DeleteFunc(all, func(a Address) bool { return a.URL == "" })
}

// Check looks at what was given, without sending anything. It reports all problems at once; a target that is
// nowhere is not a problem in itself.
func (t Target) Check() error {
	wrong := t.checkAddresses()
	if t.Timeout < 0 || t.Rate < 0 {
		wrong = append(wrong, errors.New("the time-out and the rate cannot be negative: leave them out for the defaults"))
	}
	wrong = append(wrong, t.Certificates.Check(), sender.CheckHeader(t.Headers))
	for _, name := range t.Auth.Names() {
		if t.Headers.Get(name) != "" {
			wrong = append(wrong, fmt.Errorf("the header %s is given, and the credentials set it, too: remove one of the two", name))
		}
	}
	for _, kind := range t.Skip {
		_, err := schemas.ParseKind(string(kind))
		wrong = append(wrong, err)
	}
	if !slices.ContainsFunc(schemas.Kinds(), t.Offers) {
		wrong = append(wrong, errors.New("all three kinds are skipped, so nothing is left to post: offer at least one"))
	}
	return errors.Join(wrong...)
}

// CheckAll is Check for whoever posts all kinds: what the ERP does not offer must be skipped by name.
func (t Target) CheckAll() error {
	if len(t.Given()) == 0 {
		return errors.Join(ErrNowhere, t.Check())
	}
	wrong := []error{t.Check()}
	for _, kind := range schemas.Kinds() {
		if t.Offers(kind) && t.Base == "" && t.Single == "" && t.Kinds[kind] == "" {
			wrong = append(wrong, fmt.Errorf("there is no URL for %[1]s: give one (--%[1]s-url), or skip what the ERP does not offer (--skip-kind %[1]s)", kind))
		}
	}
	return errors.Join(wrong...)
}

func (t Target) checkAddresses() (wrong []error) {
	for _, address := range t.Given() {
		if _, err := sender.CheckURL(address.URL); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", address.Name, err))
		}
	}
	if kind := EndsInKind(t.Base); kind != "" {
		wrong = append(wrong, fmt.Errorf("the base URL ends in /%[1]s, which is added to it: leave that out, or give it as the URL for %[1]s alone (--%[1]s-url)", kind))
	}
	if t.Base != "" && t.Single != "" {
		wrong = append(wrong, errors.New("a base URL and a single URL cannot both be given: one has a path for each kind, the other takes all kinds"))
	}
	return wrong
}

// EndsInKind is the kind whose path a base URL already ends in; "" is none.
func EndsInKind(base string) schemas.Kind {
	for _, kind := range schemas.Kinds() {
		if strings.HasSuffix(strings.TrimRight(base, "/"), "/"+string(kind)) {
			return kind
		}
	}
	return ""
}
