package play

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

// Target says which ERP the stories are played against. The zero Target is the mock inside
// this process. A time-out wins over those of the stories.
type Target struct {
	target.Target
	// Control is the control door of a running mock, which is then the target: each story gets a run of its own there,
	// which plays the script of the story and is dropped at its end. Base may give its ERP door; otherwise the mock is
	// asked.
	Control string
	// ControlToken is the token of that door; "" means none.
	ControlToken string
	// AllowHosts names the hosts that may be posted to beside this machine itself: a host
	// such as erp.example.com, or host:port.
	AllowHosts []string
}

// isMock tells whether the target is the mock inside this process.
func (t Target) isMock() bool { return !t.steered() && len(t.Given()) == 0 }

// steered tells whether the target is a running mock that is steered by its control door.
func (t Target) steered() bool { return t.Control != "" }

// playsScripts tells whether the target plays the scripts of the stories.
func (t Target) playsScripts() bool { return t.isMock() || t.steered() }

// String says where the target is, without secrets.
func (t Target) String() string {
	switch {
	case t.isMock():
		return "the mock inside the process"
	case t.steered():
		return "the mock at " + show.URL(t.Control) + ", a run of its own for each story"
	}
	return t.Target.String()
}

// check looks at the addresses without sending anything.
func (t Target) check(dryRun bool) error {
	wrong := []error{t.Check()}
	given := t.Given()
	if t.steered() {
		if len(given) > 1 || len(given) == 1 && t.Base == "" {
			wrong = append(wrong, errors.New("a control URL can only be combined with a base URL (--url): the stories are played in runs of that mock, which has a path for each kind"))
		}
		if _, err := sender.CheckURL(t.Control); err != nil {
			wrong = append(wrong, fmt.Errorf("the control URL: %w", err))
		}
		given = append(given, target.Address{Name: "the control URL", URL: t.Control})
	}
	for _, address := range given {
		if u, err := url.Parse(address.URL); err == nil && !dryRun && !t.allowed(u) {
			wrong = append(wrong, fmt.Errorf("%s leads to %s, which is not this machine: stories add and remove things there, so allow that host by its name (--allow-host %s)", address.Name, u.Host, u.Hostname()))
		}
	}
	return errors.Join(wrong...)
}

// allowed tells whether a host may be posted to: this machine always, others when named.
func (t Target) allowed(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	if isThisMachine(host) {
		return true
	}
	return slices.ContainsFunc(t.AllowHosts, func(name string) bool {
		return strings.EqualFold(name, host) || strings.EqualFold(name, u.Host)
	})
}

// settings are the Integration Builder page of a story at this target. A kind without a URL is switched off.
func (t Target) settings(s scenarios.Settings) sender.Settings {
	page := t.Settings(s.WorkOrderSource)
	page.CustomIntegration = s.CustomIntegration
	page.Device.Enabled = page.Device.Enabled && s.Device
	page.ItemAttach.Enabled = page.ItemAttach.Enabled && s.ItemAttach
	page.Operation.Enabled = page.Operation.Enabled && s.Operation
	return page
}

// reach checks that every address can be reached, and describes what is wrong.
func (t Target) reach(ctx context.Context) error {
	client, err := t.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	for _, one := range t.URLs() {
		stages, err := client.Reach(ctx, one)
		if err != nil {
			return err
		}
		if last := stages[len(stages)-1]; !last.OK {
			return &unreachedError{fmt.Sprintf("%s cannot be reached: %s %s", show.URL(one), last.Words, last.Cure)}
		}
	}
	return nil
}
