package main

import (
	"strings"
	"testing"
)

// A flag with the address of the ERP wins over every variable with one, and the first line of output says so.
func TestEnvironment_FlagsWin(t *testing.T) {
	url, control := served(t)
	file := writeFile(t, "target.yaml", "version: 1\nurl: "+url+"\n")
	nowhere := "http://127.0.0.1:1"
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		said string
	}{
		"--target over ERPKIT_URL":              {map[string]string{"ERPKIT_URL": nowhere}, []string{"try", "--target", file}, "ERPKIT_URL is not used, because --target is given.\n"},
		"--url over ERPKIT_TARGET":              {map[string]string{"ERPKIT_TARGET": "no.yaml"}, []string{"try", "--url", url}, "ERPKIT_TARGET is not used, because --url is given.\n"},
		"--url over ERPKIT_SINGLE_URL":          {map[string]string{"ERPKIT_SINGLE_URL": nowhere}, []string{"try", "--url", url}, "ERPKIT_SINGLE_URL is not used, because --url is given.\n"},
		"a URL beside ERPKIT_URL":               {map[string]string{"ERPKIT_URL": url}, []string{"try", "--device-url", url + "/device"}, ""},
		"--url over ERPKIT_URL":                 {map[string]string{"ERPKIT_URL": nowhere}, []string{"try", "--url", url}, ""},
		"the environment alone":                 {map[string]string{"ERPKIT_TARGET": file}, []string{"try"}, ""},
		"--control-url over ERPKIT_CONTROL_URL": {map[string]string{"ERPKIT_CONTROL_URL": nowhere}, []string{"health", "--control-addr", strings.TrimPrefix(control, "http://")}, "ERPKIT_CONTROL_URL is not used, because --control-addr is given.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			if got := runErpkit(t, "", c.args...); got.code != exitOK || got.stderr != c.said {
				t.Errorf("got %d, %q\n%s", got.code, got.stderr, got.stdout)
			}
		})
	}
}
