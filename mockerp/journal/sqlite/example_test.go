package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	folder, err := os.MkdirTemp("", "journal")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "erp.journal")
	for range 2 { // the second time it goes on where the first ended
		j, err := sqlite.Open(path, sqlite.Options{MaxCount: 1_000_000})
		if err != nil {
			fmt.Println(err)
			return
		}
		_ = j.Append(&traffic.Exchange{Run: "line-4", Kind: schemas.Device, Type: "add", Serial: "SN-7"})
		_ = j.Fold(0, func(x *traffic.Exchange) error {
			fmt.Println(x.ID, x.Kind, x.Type, x.Serial)
			return nil
		})
		_ = j.Close()
	}
	// Output:
	// 1 device add SN-7
	// 1 device add SN-7
	// 2 device add SN-7
}
