// Package target says which ERP is judged and how it is reached: the URLs of the three
// integrations, headers, certificates, time-outs; from flags, a YAML file or the environment.
//
// It may import schemas, schemas/yamlfile and sender.
//
//	t := target.Target{Base: "http://127.0.0.1:8085", Headers: http.Header{"X-Api-Key": {"secret"}}}
//	if err := t.Check(); err != nil {
//		return err
//	}
//	url, offered := t.URL(schemas.Device) // http://127.0.0.1:8085/device, true
package target
