package answers_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// TestAnswers runs the specs of this folder.
func TestAnswers(t *testing.T) {
	RegisterFailHandler(Fail)
	config, reporter := GinkgoConfiguration()
	config.FailOnEmpty = true
	RunSpecs(t, "answers", config, reporter)
}
