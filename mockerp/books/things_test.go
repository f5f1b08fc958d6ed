package books

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestThings(t *testing.T) {
	b := New(100)
	tell(t, b,
		by(device("add")),
		by(item("add", "externalId", dev1, "item.serial", "000875", "item.quantity", json.Number("0.50"))),
		by(operation("add", "invalidQty", json.Number("2"))),
		by(operation("add", "invalidQty", json.Number("2"))),
		by(device("update", "serial", "SN-3", "oldSerial", "SN-1", "externalId", dev1)),
		by(item("add", other("serial", nil)...)),
		by(item("remove", "serial", "SN-3", "externalId", dev1, "item.serial", "000875", "item.externalId", itm1)),
	)
	want := []Thing{
		{Kind: schemas.Device, ExternalID: dev1, State: Live, SKU: "0007", Serial: "SN-3", WorkOrder: "NXT-915", StockID: "stock-1"},
		{Kind: schemas.ItemAttach, ExternalID: itm1, State: Removed, SKU: "0002", Serial: "000875", WorkOrder: "NXT-915", StockID: "stock-1", Parent: "SN-3", Quantity: "0.50"},
		{Kind: schemas.Operation, ExternalID: opr1, State: Live, SKU: "0007", Serial: "SN-1", WorkOrder: "NXT-915", StockID: "stock-1", Repeats: 1,
			Position: "10", ActCode: "ASSY", WorkCenterCode: "WC-1", ValidQty: "1", InvalidQty: "2"},
		{Kind: schemas.ItemAttach, ExternalID: itm2, State: Live, SKU: "0002", WorkOrder: "NXT-916", StockID: "stock-2", Parent: "stock-2", Quantity: "1"},
	}
	got := b.Things()
	if !slices.Equal(got, want) {
		t.Errorf("things are\n%+v\nwant\n%+v", got, want)
	}
	if b.Size() != len(want) {
		t.Errorf("size is %d, want %d", b.Size(), len(want))
	}
	got[0].Serial = "changed"
	if b.Things()[0].Serial != "SN-3" {
		t.Error("the snapshot shares memory with the books")
	}
}
