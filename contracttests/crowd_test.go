package contracttests_test

import (
	"context"
	"fmt"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/sender"
)

const stations = 16

// Several stations at the mock at once.
var _ = Describe("A crowd of stations", func() {
	It("works side by side, each with a flow of its own", Label("E8", "F1", "F6", "SHOULD"), func(ctx SpecContext) {
		mock := newMock()
		crowd := make([]*station, stations)
		for i := range crowd {
			order := guitarOrder()
			order.Number = fmt.Sprintf("NXT-%d", 900+i)
			crowd[i] = newStation(ctx, mock, "crowd").begin(order)
		}
		atOnce(func(i int) { wholeFlow(ctx, crowd[i], i) })
		Expect(crowd[0].posts()).To(HaveLen(stations * 7))
		crowd[0].expectClean()
	})

	It("that wants one serial has exactly one winner", Label("E5", "E7", "E8", "SHOULD"), func(ctx SpecContext) {
		mock := newMock()
		outcomes := make([]sender.Outcome, stations)
		crowd := make([]*station, stations)
		for i := range crowd {
			order := guitarOrder()
			order.Number = fmt.Sprintf("NXT-%d", 900+i)
			crowd[i] = newStation(ctx, mock, "race").begin(order)
		}
		atOnce(func(i int) {
			o, err := crowd[i].mes.SetSerial(ctx, crowd[i].stock, "SN-7")
			Expect(err).NotTo(HaveOccurred())
			outcomes[i] = o
		})
		won := 0
		for _, o := range outcomes {
			if o.Done {
				won++
				continue
			}
			Expect(o.Result.Message).To(ContainSubstring("SN-7"))
		}
		Expect(won).To(Equal(1))
	})

	It("in different runs never meets", Label("F2", "C2", "MUST"), func(ctx SpecContext) {
		mock := newMock()
		crowd := make([]*station, stations)
		for i := range crowd {
			crowd[i] = newStation(ctx, mock, fmt.Sprintf("run-%d", i)).begin(guitarOrder())
		}
		atOnce(func(i int) { wholeFlow(ctx, crowd[i], 0) })
		for _, s := range crowd {
			Expect(s.posts()).To(HaveLen(7))
			s.expectClean()
		}
		Expect(mock.Exchanges(GinkgoTB(), journal.Filter{Run: "default"})).To(BeEmpty())
	})
})

// atOnce does something at every station at the same time.
func atOnce(act func(i int)) {
	var all sync.WaitGroup
	for i := range stations {
		all.Go(func() {
			defer GinkgoRecover()
			act(i)
		})
	}
	all.Wait()
}

// wholeFlow does each of the seven acts once.
func wholeFlow(ctx context.Context, s *station, n int) {
	GinkgoHelper()
	done(s.mes.SetSerial(ctx, s.stock, fmt.Sprintf("SN-%d", n)))
	done(s.mes.ChangeSerial(ctx, s.stock, fmt.Sprintf("SN-%d-B", n)))
	item := done(s.mes.Attach(ctx, s.stock, sender.Part{SKU: "0002", Quantity: "1", Serial: fmt.Sprintf("CS-%d", n)})).Item
	report := done(s.mes.Report(ctx, s.stock, sender.Work{ActCode: "ASSY", WorkCenterCode: "WC-1", Position: 10, Valid: "1", Invalid: "0"})).Report
	done(s.mes.TakeBack(ctx, s.stock, report))
	done(s.mes.Detach(ctx, s.stock, item))
	done(s.mes.RemoveSerial(ctx, s.stock))
}
