// Package erpapi writes the ERP's side of the contract in the forms that tools of others read: an OpenAPI document, a Postman
// collection, TypeScript types, JSON Schemas in one file.
//
//	form, err := erpapi.FormOf("typescript")
//	if err != nil {
//		return err // it names the forms
//	}
//	text, err := form.Text()
//
// All are made from the published JSON Schemas and examples. What is written by hand is frame.yaml, the OpenAPI document
// without schemas and bodies, and the scripts of the collection. The files that are kept in schemas are what comes out:
//
//	go test ./schemas/erpapi -run TestForms_AreKept -update
//
// It may import schemas, nothing else of ours.
package erpapi
