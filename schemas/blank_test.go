package schemas_test

import (
	"fmt"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// TestJudge_NotesSerialsThatCannotBeSeen: they break no clause, for they are not empty.
func TestJudge_NotesSerialsThatCannotBeSeen(t *testing.T) {
	const rest = `"workorderNumber":"NXT-1","sku":"0007","workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",` +
		`"stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"8be4d280-0978-11f0-85c5-17a4d49812dc","workorderExternalId":null}`
	for _, test := range []struct {
		kind            schemas.Kind
		body            string
		clause, pointer string
	}{
		{schemas.Device, `{"type":"add","serial":%s,`, "D2", "/serial"},
		{schemas.Device, `{"type":"update","serial":"SN-1","oldSerial":%s,`, "D3", "/oldSerial"},
		{schemas.ItemAttach, `{"type":"add","item":{"sku":"2","quantity":1},"serial":%s,`, "I2", "/serial"},
		{schemas.ItemAttach, `{"type":"add","item":{"sku":"2","quantity":1,"serial":%s},`, "I5", "/item/serial"},
		{schemas.Operation, `{"type":"add","actCode":"A","workCenterCode":"W","position":1,"validQty":1,"invalidQty":0,"operationExternalId":null,"serial":%s,`, "O4", "/serial"},
	} {
		for _, blank := range []string{`" "`, `"\u0000\u001f"`, `"\t\n"`, `"\u200b"`, `"\u00a0"`} {
			got := schemas.Judge(test.kind, []byte(fmt.Sprintf(test.body, blank)+rest))
			if len(got) != 1 || got[0].Level != schemas.Note || got[0].Clause != test.clause || got[0].Pointer != test.pointer {
				t.Errorf("%s %s with %s: got %+v", test.kind, test.pointer, blank, got)
			}
		}
		for _, right := range []string{`"0"`, `" SN 7 "`, `"ש"`, `"\u0000x"`} {
			if got := schemas.Judge(test.kind, []byte(fmt.Sprintf(test.body, right)+rest)); len(got) != 0 {
				t.Errorf("%s %s with %s: got %+v", test.kind, test.pointer, right, got)
			}
		}
	}
}
