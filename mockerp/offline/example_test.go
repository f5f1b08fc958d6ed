package offline_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/offline"
)

func Example() {
	const add = `{"type": "add", "workorderNumber": "NXT-915", "sku": "0007", "serial": "SN-7", "workorderExternalId": null,
		"workorderId": "8be4d280-0978-11f0-85c4-17a4d49812dc", "stockId": "8be4d280-0978-11f0-85c4-17a4d49812dd",
		"sessionId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf", "oldSerial": "SN-6"}`
	judge := offline.NewJudge("")
	judge.See(offline.Post{Place: "entry 1", Method: "GET", URL: "https://erp.example/login"})
	judge.See(offline.Post{
		Place: "entry 2", Method: "POST", URL: "https://erp.example/device", Body: []byte(add),
		Answered: true, Status: 200, Answer: []byte(`{"externalId": 7}`),
	})
	report := judge.Report()
	fmt.Println(report.OK, report.Judged, "judged,", report.Skipped, "skipped")
	for _, e := range report.Entries {
		for _, f := range e.Findings {
			fmt.Println(e.Place, "post  ", f.Level, f.Clause, f.Pointer)
		}
		if e.Answer != nil {
			for _, f := range e.Answer.Findings {
				fmt.Println(e.Place, "answer", f.Level, f.Clause, f.Pointer)
			}
		}
	}
	// Output:
	// false 1 judged, 1 skipped
	// entry 2 post   MUST D3 /oldSerial
	// entry 2 answer MUST E3 /externalId
}
