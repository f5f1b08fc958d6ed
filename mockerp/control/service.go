package control

import (
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas"
)

func (d *door) health(*call) (any, *refusal) {
	return map[string]string{"status": "ok"}, nil
}

// ready is a refusal until both doors serve.
func (d *door) ready(*call) (any, *refusal) {
	if err := d.options.Ready(); err != nil {
		return nil, refuseNotReady(err)
	}
	return map[string]string{"status": "ready"}, nil
}

func (d *door) metrics(*call) (any, *refusal) { return d.options.Metrics, nil }

func (d *door) info(c *call) (any, *refusal) {
	addresses := map[string]string{"erp": d.options.ERPURL(), "control": controlURL(c.Request)}
	if d.options.TLSURL != nil && d.options.TLSURL() != "" {
		addresses["tls"] = d.options.TLSURL()
	}
	return api.Info{
		Name: api.Product, Version: d.options.Version, API: "v1", Started: api.Time{Time: d.started},
		Addresses: addresses, Runs: len(d.options.ERP.Runs()), Journal: api.Journal(d.options.Journal.Stats()), Settings: d.settings, SettingsFrom: d.options.SettingsFrom,
		ScriptFileProblem: d.fileProblem(), Actions: d.options.Actions.names(), ReadOnly: d.readOnly(), Files: d.options.Files,
	}, nil
}

// controlURL is this door as the caller reached it.
func controlURL(r *http.Request) string {
	if r.Host != "" {
		return "http://" + shorten(r.Host)
	}
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		return "http://" + addr.String()
	}
	return ""
}

type linkView struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	What   string `json:"what"`
}

// index is the page for a browser, JSON for a program that asks for it, and else a text that says what is where.
func (d *door) index(c *call) (any, *refusal) {
	c.writer.Header().Set("Vary", "Accept")
	if d.options.Page != nil && strings.Contains(c.Header.Get("Accept"), "text/html") {
		return d.options.Page, nil
	}
	links := []linkView{}
	for _, r := range d.routes() {
		links = append(links, linkView{r.method, r.template(), r.what})
	}
	if !strings.Contains(c.Header.Get("Accept"), "json") {
		return raw{"text/plain; charset=utf-8", d.indexText(controlURL(c.Request), links)}, nil
	}
	return struct {
		Name    string     `json:"name"`
		Version string     `json:"version"`
		ERP     string     `json:"erp"`
		Links   []linkView `json:"links"`
	}{api.Product, d.options.Version, d.options.ERPURL(), links}, nil
}

func (d *door) indexText(here string, links []linkView) []byte {
	var text strings.Builder
	erp := d.options.ERPURL()
	fmt.Fprintf(&text, "%s %s, control door\n\nThe MES posts to\n", api.Product, d.options.Version)
	for _, kind := range schemas.Kinds() {
		fmt.Fprintf(&text, "  %s/%s\n", erp, kind)
	}
	fmt.Fprintf(&text, "  %s/  (the kind is told by the shape)\n  %s/r/<run>/...  (the same four, an ERP of its own)\n\nHere is\n", erp, erp)
	for _, link := range links {
		fmt.Fprintf(&text, "  %-6s %-27s %s\n", link.Method, link.Path, link.What)
	}
	fmt.Fprintf(&text, "\nTry\n  curl -s '%s%s/exchanges?level=MUST'\n  curl -s -T script.yaml %s%s/script\n", here, v1, here, v1)
	return []byte(text.String())
}
