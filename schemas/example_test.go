package schemas_test

import (
	"fmt"

	"github.com/erpkit/erpkit/schemas"
)

func ExampleJudge() {
	body := []byte(`{
		"type": "add", "workorderNumber": "NXT-915", "sku": 7, "serail": "SerialNumber123",
		"workorderId": "8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf",
		"sessionId": "550e8400-e29b-41d4-a716-446655440002"
	}`)
	for _, f := range schemas.Judge(schemas.Device, body) {
		fmt.Println(f.Level, f.Pointer, f.Message, f.Hint)
	}
	// Output:
	// MUST /serial `serial` is missing: it must be a non-empty string (D2). `serail` is not known; did you mean `serial`?
	// MUST /sku `sku` is 7, but must be a non-empty string (P1). text is quoted: write "7", not 7
	// NOTE /serail `serail` is not a member that the contract knows for device; an ERP ignores it (T8). did you mean `serial`?
}

func ExampleJudgeAnswer() {
	for _, f := range schemas.JudgeAnswer(200, nil, []byte(`{"error": "work order is closed"}`)) {
		fmt.Println(f.Level, f.Message, f.Hint)
	}
	// Output:
	// NOTE Status 200 is success whatever the body says: nobody sees `error` (T2). to refuse a post, answer status 400 or above
}

func ExampleClauseByID() {
	clause, _ := schemas.ClauseByID("D3")
	fmt.Println(clause.Level, clause.Sentence)
	// Output:
	// MUST `oldSerial`: non-empty string, present if and only if `type` is `update`.
}
