package mockerp

import (
	"maps"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/script"
)

// Settings are the effective settings, as they are logged and shown on the control door.
func (s *Server) Settings() map[string]any {
	c := s.config
	settings := map[string]any{
		"addr": s.erp.Addr().String(), "controlAddr": s.ctl.Addr().String(), "mode": c.Mode, "script": nil,
		"maxBody": c.MaxBody, "maxRuns": c.MaxRuns, "maxThings": c.MaxThings, "maxThingsTotal": c.MaxThingsTotal, "maxConns": c.MaxConns,
		"journal": "memory", "maxExchanges": c.MaxExchanges, "maxJournalBytes": c.MaxJournalBytes, "readTimeout": c.ReadTimeout.String(),
	}
	if shared := s.runs.defaultScript(); shared != nil {
		settings["script"] = shared.Name()
	}
	settings["seed"] = s.runs.start(s.runs.defaultScript(), 0).Seed()
	maps.Copy(settings, c.Shown)
	if len(c.Harmless) > 0 {
		settings["harmless"] = c.Harmless
	}
	if len(c.ControlHosts) > 0 {
		settings["controlHosts"] = c.ControlHosts
	}
	if c.ControlToken != "" {
		settings["controlToken"] = "***"
	}
	if c.Upstream != nil {
		settings["upstream"] = c.Upstream.Settings()
	}
	if s.tls != nil {
		settings["tlsAddr"], settings["tlsCert"], settings["tlsHosts"] = s.tls.Addr().String(), c.TLSCertificate, c.TLSHosts
		settings["tlsCaFile"] = c.TLSAuthorityFile
	}
	return settings
}

// settingsFrom says of every setting where it came from, if the host program tells it of those that it was given.
func (s *Server) settingsFrom() map[string]api.Source {
	if s.config.SettingsFrom == nil {
		return nil
	}
	from := map[string]api.Source{}
	for name := range s.Settings() {
		from[name] = api.Source{From: "default"}
		if source, given := s.config.SettingsFrom[name]; given {
			from[name] = source
		}
	}
	if shared := s.runs.defaultScript(); shared != nil && s.config.Seed == nil && s.Settings()["seed"] != script.DefaultSeed {
		from["seed"] = api.Source{From: "file", Name: shared.Name()}
	}
	return from
}
