package headroom_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/headroom"
)

func Example() {
	headroom.Keep(headroom.Usual)
	fmt.Println(headroom.Usual >> 20)
	// Output: 32
}
