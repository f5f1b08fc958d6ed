package target

import "github.com/erpkit/erpkit/sender"

// Client makes the client that posts to the target. The error says which file is wrong.
func (t Target) Client() (*sender.Client, error) {
	config, err := t.certificates().Config()
	if err != nil {
		return nil, err
	}
	return sender.NewClient(sender.Options{Timeout: t.Patience(), Header: t.Headers, TLS: config, Insecure: t.Insecure})
}

func (t Target) certificates() sender.Certificates {
	return sender.Certificates{CAFile: t.CAFile, CertFile: t.CertFile, KeyFile: t.KeyFile}
}
