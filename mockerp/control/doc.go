// Package control is the control door of the mock ERP: it shows what was received and what the mock
// thinks of it, waits for posts, holds them against expectations, exports them, gives the mock its
// scripts, and resets it. People and test programs use it; the MES never does, for it posts to the
// ERP door.
//
// Everything is JSON below /api/v1/, described by the OpenAPI document that the door gives out at
// /api/v1/openapi.json; /api/v1/erp.openapi.json describes an ERP. A handler returns a value or a refusal; one adapter
// (adapt.go) writes both. The refusals stand in one catalogue (refusals.go).
//
// It may import mockerp/books, mockerp/control/api, mockerp/engine, mockerp/expect, mockerp/journal, mockerp/journal/search,
// mockerp/script, mockerp/traffic, mockerp/traffic/capture, mockerp/traps, schemas, schemas/coverage, schemas/erpapi,
// schemas/show and schemas/yamlfile, nothing else of ours. It reaches the mock by the
// interface ERP only. Go programs talk to it by control/client.
//
//	handler, err := control.Handler(control.Options{
//		ERP: erp, Journal: store, Ready: ready, Metrics: metrics, ERPURL: url,
//	})
//	if err != nil {
//		return err
//	}
//	return http.Serve(listener, handler)
package control
