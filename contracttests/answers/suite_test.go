package answers_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// The program is built while the specs that do without it run.
var _ = BeforeSuite(func() { go func() { _, _ = program() }() }) // who needs it hears of an error

// TestAnswers runs the specs of this folder.
func TestAnswers(t *testing.T) {
	RegisterFailHandler(Fail)
	config, reporter := GinkgoConfiguration()
	config.FailOnEmpty = true
	RunSpecs(t, "answers", config, reporter)
}
