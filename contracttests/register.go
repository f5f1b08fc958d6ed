package contracttests

import (
	"context"
	"sync"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
)

// Suite is a tree of specs on a target.
type Suite struct {
	ctx    context.Context // of the caller, and of the run
	within context.Context
	opts   Options
	runner *check.Runner
	began  time.Time
	once   sync.Once
}

// Register puts the chosen checks into the Ginkgo tree: a container for each family, a leaf for each
// check, labelled with its clauses and its level. Call it before RunSpecs. Nothing is posted before the
// first leaf runs.
//
// Ginkgo runs its leaves one after another, but the checks have data of their own: several run ahead
// of the leaf that waits for them. With a filter of Ginkgo's, in parallel processes or in a random
// order each check runs only when its leaf does.
func Register(t Target, opts Options) (*Suite, error) {
	return register(context.Background(), t, opts)
}

func register(ctx context.Context, t Target, opts Options) (*Suite, error) {
	runner, err := opts.runner(t)
	if err != nil {
		return nil, err
	}
	s := &Suite{ctx: ctx, within: ctx, opts: opts, runner: runner}
	checks := runner.Checks()
	ginkgo.Describe("The ERP", func() {
		for from := 0; from < len(checks); {
			to := from
			for to < len(checks) && checks[to].Family == checks[from].Family {
				to++
			}
			s.family(checks, from, to)
			from = to
		}
	})
	ginkgo.ReportAfterSuite("end of the checks", func(types.Report) { s.end() })
	return s, nil
}

func (s *Suite) family(checks []check.Check, from, to int) {
	ginkgo.Describe(checks[from].Family, func() {
		for i := from; i < to; i++ {
			c := checks[i]
			labels := ginkgo.Label(append(c.Clauses(), string(c.Level()))...)
			ginkgo.It(c.Name, labels, func() { s.leaf(i) })
		}
	})
}

// leaf waits for one check and tells Ginkgo.
func (s *Suite) leaf(i int) {
	s.once.Do(s.begin)
	result := s.runner.Await(i)
	switch result.Outcome {
	case check.Fail, check.Error:
		ginkgo.Fail(report.Explain(s.runner.Target(), result))
	case check.Skip, check.Disabled:
		ginkgo.Skip(result.Reason)
	}
}

func (s *Suite) begin() {
	if s.began.IsZero() {
		s.began = time.Now()
	}
	s.runner.LookAhead(!filtered())
	s.runner.Start(s.within)
}

// end removes what is still in the ERP, and tells what could not be removed.
func (s *Suite) end() {
	for _, result := range s.runner.Stop() {
		for _, left := range result.Leftovers {
			ginkgo.GinkgoWriter.Printf("left in the ERP: %s: %s\n", left.What, left.Why)
		}
	}
}

// filtered tells whether Ginkgo will leave out leaves, or run them in other processes.
func filtered() bool {
	suite, _ := ginkgo.GinkgoConfiguration()
	return suite.LabelFilter != "" || suite.SemVerFilter != "" || suite.ParallelTotal > 1 || suite.FailFast || suite.DryRun ||
		len(suite.FocusStrings)+len(suite.SkipStrings)+len(suite.FocusFiles)+len(suite.SkipFiles) > 0
}

// Report gives the report of what was run so far.
func (s *Suite) Report() Report {
	if s.began.IsZero() { // no check was awaited
		s.began = time.Now()
	}
	return s.opts.report(s.ctx, s.runner, s.began)
}
