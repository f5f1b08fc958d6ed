package main

import (
	"context"
	"fmt"
	"os"
	"strings"
)

func ExampleRun() {
	payload := strings.NewReader(`{"item": {"sku": "0002"}}`)
	code := Run(context.Background(), []string{"check", "--kind", "gadget", "-"}, payload, os.Stdout, os.Stdout)
	fmt.Println("exit code", code)
	// Output:
	// erpkit: --kind: "gadget" is not a kind of post: use one of device, item-attach, operation
	// exit code 2
}
