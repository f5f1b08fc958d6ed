package sender

import (
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Settings is the Integration Builder page: what is sent, and where to (C1-C3). Its URLs may hold
// secrets; its text and JSON forms mask them.
type Settings struct {
	Version           int         `json:"version" yaml:"version"`
	CustomIntegration bool        `json:"customIntegration" yaml:"customIntegration"`
	WorkOrderSource   string      `json:"workOrderSource" yaml:"workOrderSource"`
	Device            Integration `json:"device" yaml:"device"`
	ItemAttach        Integration `json:"itemAttach" yaml:"itemAttach"`
	Operation         Integration `json:"operation" yaml:"operation"`
}

// Integration is one of the three integrations of the page.
type Integration struct {
	Enabled bool   `json:"enabled" yaml:"enabled"`
	URL     string `json:"url,omitempty" yaml:"url"`
}

// String is for people: on or off, and the URL with masked secrets.
func (i Integration) String() string {
	if !i.Enabled {
		return "off"
	}
	return "on, " + show.URL(i.URL)
}

// MarshalJSON masks the URL.
func (i Integration) MarshalJSON() ([]byte, error) {
	type plain Integration
	return json.Marshal(plain{Enabled: i.Enabled, URL: show.URL(i.URL)})
}

// ReadSettings reads a settings file. The error is yamlfile.Problems: everything that is
// wrong with it, each with its line and column.
func ReadSettings(path string) (Settings, error) {
	file, err := yamlfile.Read(path)
	if err != nil {
		return Settings{}, err
	}
	return settingsOf(file)
}

// ParseSettings reads the text of a settings file; name is what problems call it.
func ParseSettings(name string, src []byte) (Settings, error) {
	file, err := yamlfile.Parse(name, src)
	if err != nil {
		return Settings{}, err
	}
	return settingsOf(file)
}

func settingsOf(file *yamlfile.File) (Settings, error) {
	var s Settings
	if err := file.Check("settings.schema.json"); err != nil {
		return Settings{}, err
	}
	if err := file.Decode(&s); err != nil {
		return Settings{}, err
	}
	var problems yamlfile.Problems
	for _, kind := range schemas.Kinds() {
		on := s.For(kind)
		if !on.Enabled {
			continue
		}
		if _, err := CheckURL(on.URL); err != nil {
			problems = append(problems, file.Problem(yamlfile.Pointer(member(kind), "url"), "%v", err))
		}
	}
	if err := problems.Err(); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// member is the name of a kind's integration in the settings file.
func member(kind schemas.Kind) string {
	if kind == schemas.ItemAttach {
		return "itemAttach"
	}
	return string(kind)
}

// SettingsOf enables every integration that has a URL.
func SettingsOf(source string, url func(schemas.Kind) (string, bool)) Settings {
	s := Settings{Version: 1, CustomIntegration: true, WorkOrderSource: source}
	for _, kind := range schemas.Kinds() {
		if at, there := url(kind); there {
			*s.place(kind) = Integration{Enabled: true, URL: at}
		}
	}
	return s
}

// For returns the integration of a kind.
func (s Settings) For(kind schemas.Kind) Integration { return *s.place(kind) }

func (s *Settings) place(kind schemas.Kind) *Integration {
	switch kind {
	case schemas.ItemAttach:
		return &s.ItemAttach
	case schemas.Operation:
		return &s.Operation
	}
	return &s.Device
}

// Sends decides whether to send an event of this kind, for a work order from this source (C1-C3).
// If not, clause and why say what holds it back.
func (s Settings) Sends(kind schemas.Kind, source string) (url, clause, why string) {
	on := s.For(kind)
	switch {
	case !s.CustomIntegration:
		return "", "C1", "The custom integration is switched off, so nothing is sent."
	case !on.Enabled:
		return "", "C2", fmt.Sprintf("The %s integration is not enabled, so it sends nothing.", kind)
	case source != s.WorkOrderSource:
		return "", "C3", fmt.Sprintf("The work order's source is %q and the configured source is %q, so its events are not sent.", source, s.WorkOrderSource)
	}
	return on.URL, "", ""
}
