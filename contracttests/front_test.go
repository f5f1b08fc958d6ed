package contracttests_test

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// again runs this test program once more as a process of its own, with flags of Ginkgo: a process can
// run one suite only.
func again(t *testing.T, flags ...string) (output string, err error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-test.run", "^TestContract$", "-ginkgo.no-color"}, flags...)
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	return string(out), err
}

func TestTheSuiteWritesJUnit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reports", "junit.xml")
	if out, err := again(t, "-ginkgo.label-filter", "E7 && SHOULD", "-ginkgo.junit-report", path); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Suites []struct {
			Cases []struct {
				Name    string    `xml:"name,attr"`
				Skipped *struct{} `xml:"skipped"`
				Failure *struct{} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range report.Suites[0].Cases {
		if c.Failure != nil {
			t.Errorf("%s failed", c.Name)
		}
		if c.Skipped == nil && strings.Contains(c.Name, "[It]") {
			ran++
			if !strings.Contains(c.Name, "E7") || !strings.Contains(c.Name, "SHOULD") {
				t.Errorf("%q ran, but the filter asked for E7 and SHOULD", c.Name)
			}
		}
	}
	if ran < 7 {
		t.Errorf("%d specs of E7 ran, wanted 7 at least", ran)
	}
}

func TestAnEmptySuiteIsNotGreen(t *testing.T) {
	out, err := again(t, "-ginkgo.label-filter", "no-such-clause")
	if err == nil {
		t.Errorf("a run of no spec at all was green:\n%s", out)
	}
}
