// Package target says which ERP posts go to and how it is reached: one URL for all kinds of posts or one for
// each, headers, certificates, the time-out and the pace. Every command that posts has it, from flags or
// from a YAML file.
//
// It may import schemas, schemas/show, schemas/yamlfile, sender, sender/credentials and sender/master, nothing
// else of ours.
//
//	t := target.Target{Base: "http://127.0.0.1:8085", Headers: http.Header{"X-Api-Key": {"secret"}}}
//	if err := t.Check(); err != nil {
//		return err
//	}
//	url, offered := t.URL(schemas.Device) // http://127.0.0.1:8085/device, true
//	client, err := t.Client()
package target
