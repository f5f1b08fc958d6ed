package offline_test

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

func Example() {
	const add = `{"type": "add", "workorderNumber": "NXT-915", "sku": "0007", "serial": "SN-7", "workorderExternalId": null,
		"workorderId": "8be4d280-0978-11f0-85c4-17a4d49812dc", "stockId": "8be4d280-0978-11f0-85c4-17a4d49812dd",
		"sessionId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf", "oldSerial": "SN-6"}`
	const har = `{"log": {"entries": [
		{"request": {"method": "GET", "url": "https://erp.example/login"}},
		{"request": {"method": "POST", "url": "https://erp.example/device", "postData": {"mimeType": "application/json", "text": %q}},
			"response": {"status": 200, "content": {"text": "{\"externalId\": 7}"}}}
	]}}`
	content := strings.NewReader(fmt.Sprintf(har, strings.Join(strings.Fields(add), "")))
	file, err := capture.Open("capture.har", content, content.Size(), traffic.HAR, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := offline.All(file.Exchanges())
	if err != nil {
		fmt.Println(err)
		return
	}
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
