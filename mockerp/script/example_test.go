package script_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	s, err := script.Parse("blocked.yaml", []byte(`
version: 1
rules:
  - name: SN-7 is blocked
    when: { kind: device, type: add, members: { serial: SN-7 } }
    times: once
    answer: { status: 409, body: { message: "Serial {{ .serial }} is blocked" } }
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	live := script.Start(s)
	post := script.Post{
		Kind: schemas.Device, Type: "add",
		Payload: map[string]any{"type": "add", "serial": "SN-7"},
	}
	for range 2 {
		if answer, ok := live.Answer(post); ok {
			fmt.Println(answer.Rule, "->", answer.Status, string(answer.Body))
		} else {
			fmt.Println("no rule -> the books answer")
		}
	}
	// Output:
	// SN-7 is blocked -> 409 {"message":"Serial SN-7 is blocked"}
	// no rule -> the books answer
}

func ExampleParse() {
	_, err := script.Parse("blocked.yaml", []byte(`version: 1
rules:
  - name: SN-7 is blocked
    when: { kind: devise, members: { seral: SN-7 } }
    answer: { status: 409, body: { message: "Serial {{ .serail }} is blocked" } }
`))
	fmt.Println(err)
	// Output:
	// blocked.yaml:4:19: "kind" must be device, item-attach, operation or a list, but "devise" is there; did you mean "device"?
	//    4 |     when: { kind: devise, members: { seral: SN-7 } }
	//      |                   ^
	// blocked.yaml:4:38: "seral" is not a member of a post: did you mean "serial"? (Otherwise write "/seral" if the MES really sends it.)
	//    4 |     when: { kind: devise, members: { seral: SN-7 } }
	//      |                                      ^
	// blocked.yaml:5:45: {{ .serail }} is not a member of a post: did you mean {{ .serial }}? Otherwise write {{ get . "serail" | default "none" }}
	//    5 |     answer: { status: 409, body: { message: "Serial {{ .serail }} is blocked" } }
	//      |                                             ^
}
