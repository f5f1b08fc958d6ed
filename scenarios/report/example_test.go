package report_test

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/scenarios/report"
)

func Example() {
	err := report.Check(context.Background(), scenarios.Files(), "guitar.yaml", play.Options{})
	fmt.Println("went wrong:", err)
	// Output: went wrong: <nil>
}
