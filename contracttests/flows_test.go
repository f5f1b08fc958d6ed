package contracttests_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/sender"
)

// The flows of the three kinds from add to remove, by the reference sender on the mock.
var _ = Describe("The flow", func() {
	for _, with := range []struct {
		name   string
		ids    bool
		script string
	}{{"with ids", true, ""}, {"without ids", false, withoutIDs}} {
		Describe(with.name, func() {
			var mock *mockerptest.Mock
			BeforeEach(func() {
				if with.script == "" {
					mock = newMock()
				} else {
					mock = newMock(scripted(with.script))
				}
			})

			It("of a device: set, change, remove", Label("D1", "D2", "D3", "D4", "D5", "F1", "F2", "F3", "F6", "MUST"), func(ctx SpecContext) {
				s := newStation(ctx, mock, "device").begin(guitarOrder())
				id := done(s.mes.SetSerial(ctx, s.stock, "SN-1")).Result.ExternalID
				done(s.mes.ChangeSerial(ctx, s.stock, "SN-2"))
				done(s.mes.RemoveSerial(ctx, s.stock))

				Expect(s.posts()).To(Equal([]string{"device add", "device update", "device remove"}))
				if with.ids {
					Expect(id).NotTo(BeEmpty())
				} else {
					Expect(id).To(BeEmpty())
				}
				expectSame(s, "/stockId", "/sessionId", "/workorderId")
				Expect(s.member(1, "/oldSerial")).To(Equal("SN-1"))
				Expect(s.member(2, "/serial")).To(Equal("SN-2"))
				Expect(s.member(0, "/externalId")).To(BeNil())
				Expect(s.member(2, "/externalId")).To(beID(id))
				s.expectClean()
			})

			It("of an item: attach, detach", Label("I1", "I2", "I3", "I4", "I5", "I6", "F1", "F4", "MUST"), func(ctx SpecContext) {
				s := newStation(ctx, mock, "item").begin(guitarOrder())
				device := done(s.mes.SetSerial(ctx, s.stock, "SN-1")).Result.ExternalID
				o := done(s.mes.Attach(ctx, s.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875"}))
				done(s.mes.Detach(ctx, s.stock, o.Item))

				Expect(s.posts()).To(Equal([]string{"device add", "item-attach add", "item-attach remove"}))
				Expect(s.member(1, "/serial")).To(Equal("SN-1"))
				Expect(s.member(1, "/externalId")).To(beID(device))
				Expect(s.member(1, "/item/externalId")).To(BeNil())
				Expect(s.member(2, "/item/externalId")).To(beID(o.Result.ExternalID))
				s.expectClean()
			})

			It("of an operation: report, take back", Label("O1", "O2", "O3", "O4", "O5", "O6", "F1", "F4", "MUST"), func(ctx SpecContext) {
				s := newStation(ctx, mock, "operation").begin(guitarOrder())
				done(s.mes.SetSerial(ctx, s.stock, "SN-1"))
				o := done(s.mes.Report(ctx, s.stock, sender.Work{ActCode: "ASSY", WorkCenterCode: "WC-1", Position: 0, Valid: "0", Invalid: "1"}))
				done(s.mes.TakeBack(ctx, s.stock, o.Report))

				Expect(s.posts()).To(Equal([]string{"device add", "operation add", "operation remove"}))
				Expect(s.member(1, "/serial")).To(Equal("SN-1"))
				Expect(s.member(1, "/operationExternalId")).To(BeNil())
				Expect(s.member(2, "/externalId")).To(beID(o.Result.ExternalID))
				s.expectClean()
			})

			It("of a part without serials: material and reports", Label("I2", "I4", "O4", "P3", "MUST"), func(ctx SpecContext) {
				s := newStation(ctx, mock, "batch").begin(sender.WorkOrder{Number: "API-NXT312", SKU: "0005", Source: source})
				item := done(s.mes.Attach(ctx, s.stock, sender.Part{SKU: "wire", Quantity: "0.1"})).Item
				report := done(s.mes.Report(ctx, s.stock, sender.Work{ActCode: "CUT", WorkCenterCode: "WC-2", Position: 10, Valid: "7", Invalid: "2"})).Report
				done(s.mes.TakeBack(ctx, s.stock, report))
				done(s.mes.Detach(ctx, s.stock, item))

				for n := range s.posts() {
					Expect(s.member(n, "/serial")).To(BeNil())
					Expect(s.member(n, "/workorderExternalId")).To(BeNil())
				}
				s.expectClean()
			})
		})
	}

	It("of a device that is removed with an item still attached is noted, and the right order is not", Label("F5", "SHOULD"), func(ctx SpecContext) {
		mock := newMock()
		hasty := newStation(ctx, mock, "hasty").begin(guitarOrder())
		done(hasty.mes.SetSerial(ctx, hasty.stock, "SN-1"))
		done(hasty.mes.Attach(ctx, hasty.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875"}))
		Expect(done(hasty.mes.RemoveSerial(ctx, hasty.stock)).Notes).NotTo(BeEmpty())
		Expect(clausesFound(hasty)).To(ContainElement("F5"))

		careful := newStation(ctx, mock, "careful").begin(guitarOrder())
		done(careful.mes.SetSerial(ctx, careful.stock, "SN-1"))
		item := done(careful.mes.Attach(ctx, careful.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875"})).Item
		done(careful.mes.Detach(ctx, careful.stock, item))
		done(careful.mes.RemoveSerial(ctx, careful.stock))
		careful.expectClean()
	})

	It("goes on after refusals in the middle, and the books follow what was accepted only", Label("T3", "T5", "T7", "E10", "MUST"), func(ctx SpecContext) {
		mock := newMock(scripted(refuseEachOnce))
		s := newStation(ctx, mock, "refusals").begin(guitarOrder())
		twice := func(act func() (sender.Outcome, error)) sender.Outcome {
			GinkgoHelper()
			before := s.mes.Books()
			Expect(refused(act()).Result.Message).To(HavePrefix("Not now"))
			Expect(s.mes.Books()).To(Equal(before))
			return done(act())
		}
		twice(func() (sender.Outcome, error) { return s.mes.SetSerial(ctx, s.stock, "SN-1") })
		twice(func() (sender.Outcome, error) { return s.mes.ChangeSerial(ctx, s.stock, "SN-2") })
		item := twice(func() (sender.Outcome, error) {
			return s.mes.Attach(ctx, s.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875"})
		}).Item
		report := twice(func() (sender.Outcome, error) {
			return s.mes.Report(ctx, s.stock, sender.Work{ActCode: "ASSY", WorkCenterCode: "WC-1", Position: 10, Valid: "1", Invalid: "0"})
		}).Report
		twice(func() (sender.Outcome, error) { return s.mes.TakeBack(ctx, s.stock, report) })
		twice(func() (sender.Outcome, error) { return s.mes.Detach(ctx, s.stock, item) })
		twice(func() (sender.Outcome, error) { return s.mes.RemoveSerial(ctx, s.stock) })
		Expect(s.posts()).To(HaveLen(14), "the sender repeats nothing by itself")
		s.expectClean()
	})
})

// refuseEachOnce refuses the first post of each act.
const refuseEachOnce = `
  - { name: a, when: { kind: device, type: add }, times: once, answer: { status: 409, body: { message: Not now. } } }
  - { name: b, when: { kind: device, type: update }, times: once, answer: { status: 500, body: { message: Not now. } } }
  - { name: c, when: { kind: device, type: remove }, times: once, answer: { status: 404, body: { message: Not now. } } }
  - { name: d, when: { kind: item-attach, type: add }, times: once, answer: { status: 400, body: { message: Not now. } } }
  - { name: e, when: { kind: item-attach, type: remove }, times: once, answer: { status: 422, body: { message: Not now. } } }
  - { name: f, when: { kind: operation, type: add }, times: once, answer: { status: 503, body: { message: Not now. } } }
  - { name: g, when: { kind: operation, type: remove }, times: once, answer: { status: 409, body: { message: Not now. } } }
`

// expectSame expects the members to be the same in every post of the run.
func expectSame(s *station, pointers ...string) {
	GinkgoHelper()
	for _, pointer := range pointers {
		for n := range s.posts() {
			Expect(s.member(n, pointer)).To(Equal(s.member(0, pointer)), pointer)
		}
	}
}

// beID matches a JSON member that carries the id, or is absent or null where there is none.
func beID(id string) OmegaMatcher {
	if id == "" {
		return BeNil()
	}
	return Equal(id)
}

// clausesFound lists the clauses of all findings of the run.
func clausesFound(s *station) []string {
	var found []string
	for _, x := range s.exchanges() {
		for _, f := range x.Findings {
			found = append(found, f.Clause)
		}
	}
	return found
}
