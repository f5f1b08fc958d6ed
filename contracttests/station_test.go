package contracttests_test

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

// station is a person at a station: the reference sender in front of a mock ERP.
type station struct {
	mock  *mockerptest.Mock
	run   string
	mes   *sender.MES
	ctx   context.Context
	stock string // the one that is being built
}

// source is the work order source that is configured in the specs.
const source = "erp-of-the-spec"

// newClient gives a client that is closed with the spec.
func newClient() *sender.Client {
	client, err := sender.NewClient(sender.Options{})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(client.Close)
	return client
}

// newStation takes a run of the mock, with everything switched on unless changed.
func newStation(ctx context.Context, mock *mockerptest.Mock, run string, change ...func(*sender.Settings)) *station {
	GinkgoHelper()
	settings := target.Target{Base: mock.RunURL(run)}.Settings(source)
	for _, c := range change {
		c(&settings)
	}
	mes, err := sender.NewMES(settings, newClient())
	Expect(err).NotTo(HaveOccurred())
	return &station{mock: mock, run: run, mes: mes, ctx: ctx}
}

// begin takes a new stock of a new work order.
func (s *station) begin(order sender.WorkOrder) *station {
	GinkgoHelper()
	made, err := s.mes.AddWorkOrder(order)
	Expect(err).NotTo(HaveOccurred())
	session, err := s.mes.StartSession(made.Number)
	Expect(err).NotTo(HaveOccurred())
	stock, err := s.mes.NewStock(session.ID)
	Expect(err).NotTo(HaveOccurred())
	s.stock = stock.ID
	return s
}

// guitarOrder is the work order of the contract's example.
func guitarOrder() sender.WorkOrder {
	return sender.WorkOrder{Number: "NXT-915", SKU: "0007", Source: source, SerialManaged: true}
}

// done expects the act to have been posted and accepted.
func done(o sender.Outcome, err error) sender.Outcome {
	GinkgoHelper()
	Expect(err).NotTo(HaveOccurred())
	Expect(o.Sent).To(BeTrue(), "nothing was posted: %s", o)
	Expect(o.Done).To(BeTrue(), "%s", o)
	return o
}

// refused expects the act to have been posted and refused.
func refused(o sender.Outcome, err error) sender.Outcome {
	GinkgoHelper()
	Expect(err).NotTo(HaveOccurred())
	Expect(o.Sent).To(BeTrue(), "nothing was posted: %s", o)
	Expect(o.Done).To(BeFalse(), "%s", o)
	return o
}

// posts are the acts that the mock received in the station's run, such as "device add".
func (s *station) posts() []string {
	GinkgoHelper()
	var acts []string
	for _, x := range s.exchanges() {
		acts = append(acts, fmt.Sprintf("%s %s", x.Kind, x.Type))
	}
	return acts
}

func (s *station) exchanges() []*traffic.Exchange {
	GinkgoHelper()
	return s.mock.Exchanges(GinkgoTB(), journal.Filter{Run: s.run, Limit: 1000})
}

// expectClean expects that the mock found nothing against a MUST or SHOULD in the run.
func (s *station) expectClean() {
	GinkgoHelper()
	for _, x := range s.exchanges() {
		for _, f := range x.Findings {
			Expect(f.Level).To(Equal(schemas.Note), "%s %s: %s", x.Kind, x.Type, f.Message)
		}
	}
}

// member reads a member of the n-th post of the run as it was sent; the pointer is like "/item/sku".
func (s *station) member(n int, pointer string) any {
	GinkgoHelper()
	payload, findings := schemas.Parse(s.exchanges()[n].Request.Body)
	Expect(findings).To(BeEmpty())
	var value any = payload
	for name := range strings.SplitSeq(pointer[1:], "/") {
		object, isObject := value.(map[string]any)
		Expect(isObject).To(BeTrue())
		value = object[name]
	}
	return value
}

// scripted makes a script of the text.
func scripted(text string) mockerptest.Option {
	GinkgoHelper()
	s, err := script.Parse("spec.yaml", []byte("version: 1\nrules:\n"+text))
	Expect(err).NotTo(HaveOccurred())
	return mockerptest.WithScript(s)
}

// withoutIDs is the script of an ERP that accepts everything and never answers an id.
const withoutIDs = `
  - name: never an id
    when: { kind: [device, item-attach, operation] }
    answer: { status: 204 }
`

func newMock(options ...mockerptest.Option) *mockerptest.Mock {
	GinkgoHelper()
	return mockerptest.Start(GinkgoTB(), options...)
}
