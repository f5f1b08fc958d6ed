package contracttests_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
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
	if left := suite.Report(); len(left.Leftovers()) > 0 {
		t.Errorf("the checks left things in the mock: %v", left.Leftovers())
	}
}
