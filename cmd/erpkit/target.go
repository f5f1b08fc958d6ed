package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// targetFlags say where the ERP is and how it is spoken to. Every command that posts has them.
type targetFlags struct {
	url, singleURL string
	byKind         map[schemas.Kind]*string
	headers        []string
	timeout        time.Duration
	insecure       bool
	certificates   sender.Certificates
}

func (f *targetFlags) add(flags *pflag.FlagSet) {
	f.byKind = map[schemas.Kind]*string{}
	flags.StringVar(&f.url, "url", "", "base URL of the ERP: /device, /item-attach and /operation are added, as the mock has them")
	flags.StringVar(&f.singleURL, "single-url", "", "one URL for all three integrations, as it is")
	for _, kind := range schemas.Kinds() {
		f.byKind[kind] = flags.String(string(kind)+"-url", "", "URL of the "+string(kind)+" integration, as it is")
	}
	f.addClient(flags)
}

func (f *targetFlags) addClient(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.headers, "header", nil, `header for every post, such as "Authorization: Bearer …"; may be given several times`)
	flags.DurationVar(&f.timeout, "timeout", sender.DefaultTimeout, "how long to wait for an answer")
	aboveZero(flags, "timeout")
	flags.BoolVar(&f.insecure, "insecure", false, "accept any TLS certificate, for a first look only")
	flags.StringVar(&f.certificates.CAFile, "ca-file", "", "PEM file of an authority to trust, in place of the public ones")
	flags.StringVar(&f.certificates.CertFile, "cert-file", "", "PEM file of the client's certificate")
	flags.StringVar(&f.certificates.KeyFile, "key-file", "", "PEM file of the client's key")
}

// given tells whether any URL was given.
func (f *targetFlags) given() bool {
	if f.url != "" || f.singleURL != "" {
		return true
	}
	for _, url := range f.byKind {
		if *url != "" {
			return true
		}
	}
	return false
}

// settings is the Integration Builder page that the URLs stand for: an integration is on when it has one.
func (f *targetFlags) settings(source string) (sender.Settings, error) {
	var s sender.Settings
	var err error
	switch {
	case f.url != "" && f.singleURL != "":
		return s, errors.New("--url and --single-url exclude each other: the first adds the paths, the second is used as it is")
	case f.url != "" && endsInKind(f.url) != "":
		return s, endsInKindError(endsInKind(f.url))
	case f.url != "":
		s, err = sender.SettingsBelow(f.url, source)
	case f.singleURL != "":
		s, err = sender.SettingsAt(f.singleURL, source)
	default:
		s = sender.Settings{Version: 1, CustomIntegration: true, WorkOrderSource: source}
	}
	if err != nil {
		return s, err
	}
	for kind, place := range map[schemas.Kind]*sender.Integration{
		schemas.Device: &s.Device, schemas.ItemAttach: &s.ItemAttach, schemas.Operation: &s.Operation,
	} {
		if url := *f.byKind[kind]; url != "" {
			if _, err := sender.CheckURL(url); err != nil {
				return s, err
			}
			*place = sender.Integration{Enabled: true, URL: url}
		}
	}
	return s, nil
}

// endsInKind is the kind whose path the URL ends in already; "" is none.
func endsInKind(url string) schemas.Kind {
	for _, kind := range schemas.Kinds() {
		if strings.HasSuffix(strings.TrimRight(url, "/"), "/"+string(kind)) {
			return kind
		}
	}
	return ""
}

func endsInKindError(kind schemas.Kind) error {
	return fmt.Errorf("--url ends in /%[1]s, which is added to it: leave that away, or give the URL as --%[1]s-url", kind)
}

// page is the Integration Builder page: that of a settings file, or what the URLs stand for.
func (f *targetFlags) page(file, source string) (sender.Settings, error) {
	switch {
	case file != "" && f.given():
		return sender.Settings{}, errors.New("--settings and URLs exclude each other: the file has the URLs")
	case file != "":
		return sender.ReadSettings(file)
	case !f.given():
		return sender.Settings{}, errors.New(noURL + ", or --settings settings.yaml")
	}
	return f.settings(source)
}

const noURL = "say where the ERP is: --url http://127.0.0.1:8085, or --device-url, --item-attach-url and --operation-url"

func (f *targetFlags) client() (*sender.Client, error) {
	options, err := f.clientOptions()
	if err != nil {
		return nil, err
	}
	return sender.NewClient(options)
}

func (f *targetFlags) clientOptions() (o sender.Options, err error) {
	if o.Header, err = parseHeaders(f.headers); err != nil {
		return o, err
	}
	o.TLS, err = f.certificates.Config()
	o.Timeout, o.Insecure = f.timeout, f.insecure
	return o, err
}

func parseHeaders(lines []string) (http.Header, error) {
	header := http.Header{}
	for _, line := range lines {
		name, value, found := strings.Cut(line, ":")
		if !found || strings.TrimSpace(name) == "" {
			return nil, errors.New(`--header wants "Name: value"`) // the value may be a secret: it is not repeated
		}
		header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return header, nil
}

// codeOfResult is the exit code that one post comes to.
func codeOfResult(r sender.Result) error {
	switch {
	case r.Trouble != "":
		return exit(exitUnreachable)
	case !r.Accepted:
		return exit(exitFailed)
	}
	return nil
}
