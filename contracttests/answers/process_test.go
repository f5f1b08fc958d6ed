package answers_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// program is the path of erpkit, built once for the specs that need it, whatever they are built with.
var program = sync.OnceValues(func() (string, error) {
	return gexec.BuildWithEnvironment("github.com/erpkit/erpkit/cmd/erpkit", []string{"GOFLAGS=-tags=nomsgpack"})
})

var _ = AfterSuite(gexec.CleanupBuildArtifacts)

// start runs erpkit as a process of its own, which ends with the spec at the latest.
func start(args ...string) *gexec.Session {
	GinkgoHelper()
	path, err := program()
	Expect(err).NotTo(HaveOccurred())
	return run(exec.Command(path, args...))
}

func run(command *exec.Cmd) *gexec.Session {
	GinkgoHelper()
	session, err := gexec.Start(command, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { session.Kill().Wait(patience) })
	return session
}

// ended runs erpkit to its end, expects this exit code, and returns what it wrote.
func ended(code int, args ...string) (stdout, stderr string) {
	GinkgoHelper()
	session := start(args...)
	Eventually(session).WithTimeout(patience).Should(gexec.Exit())
	stdout, stderr = string(session.Out.Contents()), string(session.Err.Contents())
	Expect(session.ExitCode()).To(Equal(code), "erpkit %s\n%s%s", strings.Join(args, " "), stdout, stderr)
	return stdout, stderr
}

// served is a mock that is a process of its own.
type served struct {
	mock
	*gexec.Session
}

// serve starts erpkit serve on free ports and waits until it says where it is.
func serve(args ...string) served {
	GinkgoHelper()
	return awaitServed(start(append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json"}, args...)...))
}

func awaitServed(session *gexec.Session) served {
	GinkgoHelper()
	Eventually(session.Out).WithTimeout(patience).Should(gbytes.Say(`\n`), func() string { return string(session.Err.Contents()) })
	var said struct{ URL, ControlURL string }
	line, _, _ := strings.Cut(string(session.Out.Contents()), "\n")
	Expect(json.Unmarshal([]byte(line), &said)).To(Succeed(), line)
	return served{mock{said.URL, said.ControlURL}, session}
}

// stop ends the process as Ctrl-C does.
func (s served) stop() {
	GinkgoHelper()
	s.Interrupt()
	Eventually(s.Session).WithTimeout(patience).Should(gexec.Exit(0))
}

// kill ends the process with no warning.
func (s served) kill() {
	GinkgoHelper()
	Eventually(s.Kill()).WithTimeout(patience).Should(gexec.Exit())
}

// file writes a file into a folder that is removed after the spec.
func file(name, text string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), name)
	Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
	return path
}
