package contracttests_test

import (
	"strconv"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
)

// TestContract is the suite: every check of the kit on the mock ERP, and the specs of this folder that
// look at the sender and the mock together.
//
//	go test ./contracttests -run TestContract -ginkgo.label-filter 'E7 && SHOULD' -ginkgo.junit-report=junit.xml
func TestContract(t *testing.T) {
	RegisterFailHandler(Fail)
	mock := mockerptest.Start(t)
	suite, err := contracttests.Register(contracttests.Target{Base: mock.URL()}, contracttests.Options{})
	if err != nil {
		t.Fatal(err)
	}
	config, reporter := GinkgoConfiguration()
	config.FailOnEmpty = true
	RunSpecs(t, "contract", config, reporter)

	report := suite.Report()
	if left := report.Leftovers(); len(left) > 0 {
		t.Errorf("the checks left things in the mock: %v", left)
	}
	expectMeant(t, mock, meantWrong(report))
}

// meantWrong are the numbers, in the mock's journal, of the posts that a check meant to be refused.
func meantWrong(report contracttests.Report) map[string]bool {
	meant := map[string]bool{}
	for _, result := range report.Results {
		for _, x := range result.Exchanges {
			if x.Wrong {
				meant[x.Result.Transcript.AnswerHeader.Get("Erpkit-Exchange")] = true
			}
		}
	}
	return meant
}

// expectMeant lets the mock judge the kit: whatever breaks a MUST was sent because a check asked about it.
func expectMeant(t *testing.T, mock *mockerptest.Mock, meant map[string]bool) {
	t.Helper()
	filter := journal.Filter{Level: schemas.Must, Limit: 1000}
	for {
		page := mock.WaitFor(t, 0, filter)
		if page.Dropped > 0 {
			t.Fatalf("the journal dropped %d exchanges, so they cannot be looked at", page.Dropped)
		}
		for _, x := range page.Exchanges {
			if !meant[number(x.ID)] {
				t.Errorf("a check sent what the contract forbids: %s\n%v", x.Request.Body, x.Findings)
			}
		}
		if page.Next == 0 {
			return
		}
		filter.After = page.Next
	}
}

func number(id uint64) string { return strconv.FormatUint(id, 10) }
