package main

import (
	"cmp"
	"strings"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// annotationVariable marks flags that were set by an environment variable, with its name.
const annotationVariable = "erpkit-variable"

// settingOfFlag names the settings of the mock that are not called as their flags.
var settingOfFlag = map[string]string{
	"control-host": "controlHosts", "tls-host": "tlsHosts", "tls-certificate": "tlsCert", "trap": "script",
	"upstream-device": "upstream", "upstream-item-attach": "upstream", "upstream-operation": "upstream",
}

// settingsFrom says where the settings came from that were given.
func (f *serveFlags) settingsFrom(flags *pflag.FlagSet) map[string]api.Source {
	from := map[string]api.Source{}
	flags.Visit(func(flag *pflag.Flag) {
		name := cmp.Or(settingOfFlag[flag.Name], camel(flag.Name))
		from[name] = api.Source{From: "flag", Name: "--" + flag.Name}
		if variable := flag.Annotations[annotationVariable]; variable != nil {
			from[name] = api.Source{From: "environment", Name: variable[0]}
		}
	})
	if f.access.file != "" {
		from["controlToken"] = api.Source{From: "file", Name: f.access.file}
	}
	return from
}

// camel writes the name of a flag as JSON names it.
func camel(flag string) string {
	words := strings.Split(flag, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
