package play

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Target says which ERP the stories are played against. The zero Target is the mock inside
// this process.
type Target struct {
	// Base is a URL below which the mock's paths lie: Base/device and so on. Single is one
	// URL for all kinds (C5). Device, ItemAttach and Operation are the URLs of the kinds.
	Base, Single                  string
	Device, ItemAttach, Operation string
	// Control is the control door of a running mock, which is then the target: each story gets
	// a run of its own there, which plays the script of the story and is dropped at its end.
	// Base may say where its ERP door is; without it the mock is asked.
	Control string
	// Client has the headers, the certificates and the time-out. A time-out wins over those
	// of the stories.
	Client sender.Options
	// AllowHosts names the hosts that may be posted to beside this machine itself: a host
	// such as erp.example.com, or host:port.
	AllowHosts []string
}

// Mock tells whether the target is the mock inside this process.
func (t Target) Mock() bool {
	return !t.steered() && t.Base == "" && t.Single == "" && t.Device == "" && t.ItemAttach == "" && t.Operation == ""
}

// steered tells whether the target is a running mock that is steered by its control door.
func (t Target) steered() bool { return t.Control != "" }

// playsScripts tells whether the target plays what the stories say that the ERP answers.
func (t Target) playsScripts() bool { return t.Mock() || t.steered() }

// own is the URL that was given for one kind alone.
func (t Target) own(kind schemas.Kind) string {
	switch kind {
	case schemas.ItemAttach:
		return t.ItemAttach
	case schemas.Operation:
		return t.Operation
	}
	return t.Device
}

// url gives the address for a kind of post; "" when the target takes none of this kind.
func (t Target) url(kind schemas.Kind) string {
	if own := t.own(kind); own != "" {
		return own
	}
	if t.Single != "" {
		return t.Single
	}
	joined, err := sender.Join(t.Base, kind)
	if err != nil {
		return ""
	}
	return joined
}

// urls lists the different addresses of the target.
func (t Target) urls() []string {
	var all []string
	for _, kind := range schemas.Kinds() {
		if one := t.url(kind); one != "" && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// String says where the target is, without secrets.
func (t Target) String() string {
	switch {
	case t.Mock():
		return "the mock inside the process"
	case t.steered():
		return "the mock at " + sender.MaskURL(t.Control) + ", a run of its own for each story"
	case t.Base != "" && t.Device == "" && t.ItemAttach == "" && t.Operation == "":
		return sender.MaskURL(t.Base)
	}
	var shown []string
	for _, one := range t.urls() {
		shown = append(shown, sender.MaskURL(one))
	}
	return strings.Join(shown, ", ")
}

// check looks at the addresses without sending anything.
func (t Target) check(dryRun bool) []error {
	var wrong []error
	if t.Base != "" && t.Single != "" {
		wrong = append(wrong, errors.New("a base URL and a single URL cannot both be given: one has a path for each kind, the other takes all kinds"))
	}
	if t.steered() && (t.Single != "" || t.Device != "" || t.ItemAttach != "" || t.Operation != "") {
		wrong = append(wrong, errors.New("a control URL goes with a base URL at most (--url): the stories are played in runs of that mock, which has a path for each kind"))
	}
	for name, raw := range map[string]string{
		"the control URL": t.Control, "the base URL": t.Base, "the single URL": t.Single, "the device URL": t.Device,
		"the item attach URL": t.ItemAttach, "the operation URL": t.Operation,
	} {
		if raw == "" {
			continue
		}
		u, err := sender.CheckURL(raw)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		case !dryRun && !t.allowed(u):
			wrong = append(wrong, fmt.Errorf("%s leads to %s, which is not this machine: stories add and remove things there, so allow that host by its name (--allow-host %s)", name, u.Host, u.Hostname()))
		}
	}
	slices.SortFunc(wrong, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return wrong
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

// settings are the Integration Builder page of a story at this target. A kind that the
// target has no URL for is switched off.
func (t Target) settings(s scenarios.Settings) sender.Settings {
	page := sender.Settings{Version: 1, CustomIntegration: s.CustomIntegration, WorkOrderSource: s.WorkOrderSource}
	on := func(enabled bool, kind schemas.Kind) sender.Integration {
		at := t.url(kind)
		return sender.Integration{Enabled: enabled && at != "", URL: at}
	}
	page.Device, page.ItemAttach, page.Operation = on(s.Device, schemas.Device), on(s.ItemAttach, schemas.ItemAttach), on(s.Operation, schemas.Operation)
	return page
}

// reach looks whether every address can be reached, and says in a sentence what is wrong.
func (t Target) reach(ctx context.Context) error {
	client, err := sender.NewClient(t.Client)
	if err != nil {
		return err
	}
	defer client.Close()
	for _, one := range t.urls() {
		stages, err := client.Reach(ctx, one)
		if err != nil {
			return err
		}
		if last := stages[len(stages)-1]; !last.OK {
			return &unreachedError{fmt.Sprintf("%s cannot be reached: %s %s", sender.MaskURL(one), last.Words, last.Cure)}
		}
	}
	return nil
}
