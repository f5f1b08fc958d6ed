package contracttests_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
	"github.com/erpkit/erpkit/sender/tryout"
)

// What the settings let out at all (C1 to C5).
var _ = Describe("The settings", func() {
	act := func(s *station, ctx SpecContext) []sender.Outcome {
		GinkgoHelper()
		var all []sender.Outcome
		keep := func(o sender.Outcome, err error) {
			GinkgoHelper()
			Expect(err).NotTo(HaveOccurred())
			Expect(o.Done).To(BeTrue(), "what is not sent still happens at the station")
			all = append(all, o)
		}
		keep(s.mes.SetSerial(ctx, s.stock, "SN-1"))
		keep(s.mes.Attach(ctx, s.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875"}))
		keep(s.mes.Report(ctx, s.stock, sender.Work{ActCode: "ASSY", WorkCenterCode: "WC-1", Position: 10, Valid: "1", Invalid: "0"}))
		return all
	}

	It("switched off send nothing", Label("C1", "MUST"), func(ctx SpecContext) {
		s := newStation(ctx, newMock(), "off", func(set *sender.Settings) { set.CustomIntegration = false }).begin(guitarOrder())
		for _, o := range act(s, ctx) {
			Expect(o.Clause).To(Equal("C1"))
		}
		Expect(s.posts()).To(BeEmpty())
	})

	for _, kind := range schemas.Kinds() {
		It("with "+string(kind)+" off send the other two", Label("C2", "MUST"), func(ctx SpecContext) {
			s := newStation(ctx, newMock(), "one-off", func(set *sender.Settings) {
				for k, integration := range map[schemas.Kind]*sender.Integration{
					schemas.Device: &set.Device, schemas.ItemAttach: &set.ItemAttach, schemas.Operation: &set.Operation,
				} {
					integration.Enabled = k != kind
				}
			}).begin(guitarOrder())
			act(s, ctx)
			Expect(s.posts()).To(HaveLen(2))
			Expect(s.posts()).NotTo(ContainElement(string(kind) + " add"))
			s.expectClean()
		})
	}

	It("send each kind to its own URL", Label("C2", "MUST"), func(ctx SpecContext) {
		mock := newMock(scripted(withoutIDs))
		s := newStation(ctx, mock, "devices", func(set *sender.Settings) {
			set.ItemAttach.URL, set.Operation.URL = mock.RunURL("items")+"/item-attach", mock.RunURL("operations")+"/operation"
		}).begin(guitarOrder())
		act(s, ctx)
		Expect(s.posts()).To(Equal([]string{"device add"}))
		Expect((&station{mock: mock, run: "items"}).posts()).To(Equal([]string{"item-attach add"}))
		Expect((&station{mock: mock, run: "operations"}).posts()).To(Equal([]string{"operation add"}))
	})

	for name, other := range map[string]string{"another source": "local", "a source in other case": "ERP-of-the-spec", "a source with a space": source + " "} {
		It("send nothing of a work order with "+name, Label("C3", "MUST"), func(ctx SpecContext) {
			order := guitarOrder()
			order.Source = other
			s := newStation(ctx, newMock(), "source").begin(order)
			for _, o := range act(s, ctx) {
				Expect(o.Clause).To(Equal("C3"))
			}
			Expect(s.posts()).To(BeEmpty())
		})
	}

	It("can name one URL for all kinds, told apart by shape", Label("C5", "MAY"), func(ctx SpecContext) {
		mock := newMock()
		s := newStation(ctx, mock, "single", func(set *sender.Settings) {
			url := mock.RunURL("single") + "/"
			set.Device.URL, set.ItemAttach.URL, set.Operation.URL = url, url, url
		}).begin(guitarOrder())
		act(s, ctx)
		Expect(s.posts()).To(Equal([]string{"device add", "item-attach add", "operation add"}))
		s.expectClean()
	})

	It("can be tried one integration at a time, and nothing is left behind", Label("C4", "MUST"), func(ctx SpecContext) {
		mock := newMock()
		settings := target.Target{Base: mock.RunURL("try")}.Settings(source)
		for _, kind := range schemas.Kinds() {
			report := tryout.Run(ctx, tryout.Options{Settings: settings, Client: newClient(), Only: []schemas.Kind{kind}})
			Expect(report.OK).To(BeTrue(), "%v", report.Steps)
			Expect(report.Leftovers).To(BeEmpty())
		}
		s := &station{mock: mock, run: "try"}
		Expect(s.posts()).To(Equal([]string{"device add", "device remove", "item-attach add", "item-attach remove", "operation add", "operation remove"}))
		Expect(s.member(0, "/workorderNumber")).To(ContainSubstring("ERPKIT-TEST"))
		s.expectClean()
	})
})
