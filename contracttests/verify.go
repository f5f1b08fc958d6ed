package contracttests

import (
	"context"
	"errors"
	"io"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
)

// suiteName is what Ginkgo calls the run of Verify. It is also how Verify knows its own traces.
const suiteName = "erpkit verify"

// Verify judges the target by running the Ginkgo tree from a plain program, and writes the summary for
// a person to out. The report tells what the verdict is; the error is that of Run.
//
// Ginkgo can run one suite in a process: a second call gives an error. Use Run to judge several ERPs.
func Verify(ctx context.Context, t Target, opts Options, out io.Writer) (Report, error) {
	if ranBefore() {
		return Report{}, errors.New("this process has run its one suite of specs already: start another process, or use Run")
	}
	checks, err := List(opts)
	if err = errors.Join(err, t.CheckAll()); err != nil {
		return Report{}, err
	}
	suite, err := register(ctx, t, opts)
	if err != nil {
		return Report{}, err
	}
	var cancel context.CancelFunc
	suite.began, suite.within, cancel, err = opts.begin(ctx, t)
	defer cancel()
	if err != nil {
		return opts.stopped(suite.runner, suite.began, err), err
	}
	if len(checks) > 0 {
		runSpecs()
	}
	r := suite.Report()
	return r, r.Summary(out)
}

// runSpecs runs the tree without a word: the summary is ours. Ginkgo's reporter takes its writer from
// its formatter at the beginning of the run.
func runSpecs() {
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.FailOnEmpty = true
	suite.SourceRoots = []string{suiteName}
	reporter.NoColor = true
	was := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = was }()
	ginkgo.RunSpecs(&failer{}, suiteName, suite, reporter)
}

// ranBefore tells whether runSpecs was called in this process: Ginkgo keeps the configuration of its run.
func ranBefore() bool {
	suite, _ := ginkgo.GinkgoConfiguration()
	return len(suite.SourceRoots) == 1 && suite.SourceRoots[0] == suiteName
}

// failer is what Ginkgo wants of a test. The verdict comes from the report.
type failer struct{}

func (*failer) Fail() {}
