package erpapi_test

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas/erpapi"
)

func ExampleFormOf() {
	form, err := erpapi.FormOf("typescript")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := form.Text()
	if err != nil {
		fmt.Println(err)
		return
	}
	_, rest, _ := strings.Cut(string(text), "export type DevicePost = ")
	types, _, _ := strings.Cut(rest, ";")
	fmt.Println(form.File, types)

	_, err = erpapi.FormOf("swagger")
	fmt.Println(err)
	// Output:
	// erp.types.ts DeviceAdd | DeviceUpdate | DeviceRemove
	// there is no form "swagger": use openapi, postman, typescript or jsonschema
}
