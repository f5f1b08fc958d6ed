package traps_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	s, err := traps.Script("id-as-number")
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, _ := script.Start(s).Answer(script.Post{Kind: schemas.Device, Type: "add"})
	fmt.Println(answer.Status, string(answer.Body))
	_, err = traps.Script("id-as-numbr")
	fmt.Println(err)
	// Output:
	// 201 {"externalId":4711}
	// there is no trap "id-as-numbr": did you mean "id-as-number"?
}
