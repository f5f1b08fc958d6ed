package contracttests_test

import (
	"io/fs"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/scenarios/report"
)

// Every story that ships is a spec: it is played against a mock of its own.
var _ = Describe("The stories", func() {
	names, err := fs.Glob(scenarios.Files(), "*.yaml")
	if err != nil {
		panic(err) // cannot be: the pattern is right
	}

	It("are there", func() {
		Expect(len(names)).To(BeNumerically(">=", 20))
	})

	for _, name := range names {
		It(name+" holds", Label("story"), func(ctx SpecContext) {
			Expect(report.Check(ctx, scenarios.Files(), name, play.Options{})).To(Succeed())
		})
	}
})
