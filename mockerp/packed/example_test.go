package packed_test

import (
	"encoding/binary"
	"fmt"

	"github.com/erpkit/erpkit/mockerp/packed"
)

func Example() {
	bytes := packed.AppendText(binary.AppendUvarint(nil, 7), "NXT-915")
	r := packed.NewReader(bytes)
	fmt.Println(r.Uvarint(), r.Text(), r.Whole())
	// Output: 7 NXT-915 true
}
