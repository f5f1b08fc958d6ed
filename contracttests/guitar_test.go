package contracttests_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/sender"
)

// The assembly of the contract's last section, as a whole: sku 0007, two pick-ups, two strings by
// weight, and everything taken back.
var _ = Describe("The guitar", func() {
	It("is built, corrected and taken apart", Label("P1", "P2", "P3", "P6", "I4", "I5", "F1", "F2", "F3", "F4", "F5", "F6", "E1", "E2", "MUST"), func(ctx SpecContext) {
		mock := newMock()
		s := newStation(ctx, mock, "guitar").begin(guitarOrder())
		device := done(s.mes.SetSerial(ctx, s.stock, "SerialNumber123")).Result.ExternalID
		items := map[string]string{}
		for _, part := range []sender.Part{
			{SKU: "0002", Quantity: "1", Serial: "000875"}, {SKU: "0002", Quantity: "1", Serial: "000257"},
			{SKU: "0005", Quantity: "0.012", Serial: "88889"}, {SKU: "0005", Quantity: "0.012", Serial: "789789"},
		} {
			o := done(s.mes.Attach(ctx, s.stock, part))
			items[o.Item] = o.Result.ExternalID
		}
		report := done(s.mes.Report(ctx, s.stock, sender.Work{ActCode: "TUNE", WorkCenterCode: "WC-1", Position: 20, Valid: "1", Invalid: "0"}))
		Expect(refused(s.mes.Attach(ctx, s.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875", WorkOrder: "WO-SUB-1"})).Result.Message).
			To(ContainSubstring("000875"))
		done(s.mes.ChangeSerial(ctx, s.stock, "SerialNumber124"))
		done(s.mes.TakeBack(ctx, s.stock, report.Report))
		for item := range items {
			done(s.mes.Detach(ctx, s.stock, item))
		}
		done(s.mes.RemoveSerial(ctx, s.stock))

		expectSame(s, "/stockId", "/sessionId", "/workorderId", "/workorderNumber", "/sku")
		Expect(s.member(0, "/sku")).To(Equal("0007"))
		Expect(string(s.exchanges()[3].Request.Body)).To(ContainSubstring(`"quantity":0.012`))
		Expect(s.member(len(s.posts())-1, "/externalId")).To(Equal(device))
		Expect(items).To(HaveLen(4), "each part has an item of its own")
		s.expectClean()
		Expect(s.mes.Books().Stocks[0].Serial).To(BeEmpty())
		Expect(s.mes.Books().Stocks[0].Items).To(BeEmpty())
	})

	It("can be of parts whose names are in any script", Label("P5", "E9", "MUST"), func(ctx SpecContext) {
		mock := newMock()
		order := sender.WorkOrder{Number: "הזמנה-915", SKU: "גיטרה", Source: source, SerialManaged: true, ExternalID: "🎸-1"}
		s := newStation(ctx, mock, "scripts").begin(order)
		done(s.mes.SetSerial(ctx, s.stock, "吉他 <1> & \"2\""))
		done(s.mes.RemoveSerial(ctx, s.stock))
		Expect(s.member(1, "/serial")).To(Equal("吉他 <1> & \"2\""))
		Expect(s.member(1, "/workorderNumber")).To(Equal("הזמנה-915"))
		Expect(s.member(1, "/workorderExternalId")).To(Equal("🎸-1"))
		s.expectClean()
	})
})
