package wish_test

import (
	"fmt"
	"net/http"

	"github.com/erpkit/erpkit/mockerp/wish"
)

func ExampleRead() {
	asked, notes := wish.Read(http.Header{"Prefer": {"status=409, delay=2s"}}, "prefer=stauts=500")
	fmt.Println(asked.Status, asked.Delay, asked.Applied)
	fmt.Println(notes[0].Message)
	// Output:
	// 409 2s [status=409 delay=2s]
	// The preference stauts=500 cannot be followed and was ignored: write status.
}
