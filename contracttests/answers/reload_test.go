package answers_test

import (
	"fmt"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// A script file that is read again when it changes.
var _ = Describe("Hot reload", func() {
	answering := func(status int) string {
		return fmt.Sprintf("version: 1\nrules:\n  - { name: told, times: once, answer: { status: %d } }\n", status)
	}
	write := func(path, text string) {
		GinkgoHelper()
		Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
	}
	// playsFrom starts the program with a script file.
	playsFrom := func(text string) (m served, path string) {
		GinkgoHelper()
		path = filepath.Join(GinkgoT().TempDir(), "script.yaml")
		write(path, text)
		return serve("--script", path, "--log", "none"), path
	}
	type problem struct {
		File, Message string
		Problems      []struct{ Line, Column int }
	}
	wrong := func(m served) func() *problem {
		return func() *problem {
			return read[struct{ FileProblem *problem }](m.mock, "/api/v1/script").FileProblem
		}
	}
	status := func(m served, run string) int {
		GinkgoHelper()
		return m.post("/r/"+run+"/device", device("add", "SN-1")).status
	}
	saidOn := func(m served, words string) {
		GinkgoHelper()
		Eventually(m.Err).WithTimeout(patience).Should(gbytes.Say(words))
	}

	It("a good edit takes effect in every run, begins afresh, and leaves the books alone", func() {
		m, path := playsFrom(answering(503))
		Expect([]int{status(m, "a"), status(m, "a")}).To(Equal([]int{503, 200}))
		write(path, answering(409))
		saidOn(m, `script\.yaml was changed: it plays from its beginning \(rules: 1\)`)
		Expect([]int{status(m, "a"), status(m, "a"), status(m, "b")}).To(Equal([]int{409, 200, 409}))
		Expect(m.live("a")).To(ConsistOf(thing{"device", "ERP-DEV-000001", "live", "SN-1"}))
		m.stop()
	})

	It("an editor that writes a new file and renames it over the old one is seen, too", func() {
		m, path := playsFrom(answering(503))
		write(path+".new", answering(409))
		Expect(os.Rename(path+".new", path)).To(Succeed())
		saidOn(m, "it plays from its beginning")
		Expect(status(m, "a")).To(Equal(409))
		m.stop()
	})

	It("a bad edit keeps the last good rules, and is shown on the terminal and at the control door, until it is mended", func() {
		m, path := playsFrom(answering(503))
		Expect(wrong(m)()).To(BeNil())
		write(path, "version: 1\nrules:\n  - { name: told, when: { knd: device }, answer: { status: 409 } }\n")
		Eventually(wrong(m)).WithTimeout(patience).ShouldNot(BeNil())
		shown := wrong(m)()
		Expect(shown.File).To(Equal(path))
		Expect(shown.Message).To(ContainSubstring("its last good content plays on"))
		Expect(shown.Problems).To(HaveLen(1))
		Expect([]int{shown.Problems[0].Line, shown.Problems[0].Column}).To(Equal([]int{3, 27}))
		saidOn(m, `script\.yaml was changed and is wrong: its last good content plays on`)
		saidOn(m, `script\.yaml:3:27: `)
		Expect(status(m, "a")).To(Equal(503), "the last good rules play on")

		write(path, answering(410))
		saidOn(m, "it plays from its beginning")
		Expect(wrong(m)()).To(BeNil())
		Expect(status(m, "a")).To(Equal(410))
		m.stop()
	})

	It("a bad edit that is taken back changes nothing: the counters go on", func() {
		m, path := playsFrom(answering(503))
		Expect(status(m, "a")).To(Equal(503))
		write(path, "version: 2\n")
		saidOn(m, "is wrong")
		write(path, answering(503))
		saidOn(m, "is again what plays")
		Expect(wrong(m)()).To(BeNil())
		Expect(status(m, "a")).To(Equal(200), "its one answer was given already")
		m.stop()
	})

	It("a rule that can never answer is a bad edit, and a file that is gone is one, too", func() {
		m, path := playsFrom(answering(503))
		write(path, "version: 1\nrules:\n  - { name: all, answer: { status: 409 } }\n  - { name: never, answer: { status: 410 } }\n")
		saidOn(m, `script\.yaml:4:5: "never" can never answer`)
		Expect(os.Remove(path)).To(Succeed())
		saidOn(m, `script\.yaml: there is no such file`)
		Expect(wrong(m)().Message).To(ContainSubstring("there is no such file"))
		Expect(status(m, "a")).To(Equal(503))
		m.stop()
	})

	It("a page beside the script that an answer is made of is read again as well", func() {
		m, path := playsFrom(answering(503))
		page := filepath.Join(filepath.Dir(path), "page.html")
		write(page, "one")
		write(path, "version: 1\nrules:\n  - { name: page, answer: { status: 502, file: page.html } }\n")
		saidOn(m, "it plays from its beginning")
		Expect(m.post("/device", device("add", "SN-1")).body).To(Equal("one"))
		write(page, "two")
		Eventually(func() string { return m.post("/device", device("add", "SN-1")).body }).WithTimeout(patience).Should(Equal("two"))
		m.stop()
	})

	It("a run that was given a script of its own keeps it", func() {
		m, path := playsFrom(answering(503))
		m.play("own", "  - { name: mine, answer: { status: 418 } }\n")
		write(path, answering(409))
		saidOn(m, "it plays from its beginning")
		Expect([]int{status(m, "own"), status(m, "other")}).To(Equal([]int{418, 409}))
		m.stop()
	})

	It("a file that is wrong at the start stops the program with its place", func() {
		path := file("script.yaml", "version: 1\nrules:\n  - { name: all, answer: { status: 409 } }\n  - { name: never, answer: { status: 410 } }\n")
		session := start("serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--script", path)
		Eventually(session).WithTimeout(patience).Should(gexec.Exit(2))
		Expect(string(session.Err.Contents())).To(ContainSubstring(path + `:4:5: "never" can never answer`))
	})

	It("the seed of chance can be given to the program, and is printed with its settings", func() {
		text := "version: 1\nseed: 3\nrules:\n  - { name: flaky, probability: 0.5, answer: { status: 503 } }\n"
		play := func(seed ...string) (all []int) {
			GinkgoHelper()
			m := serve(append([]string{"--script", file("script.yaml", text), "--log", "none"}, seed...)...)
			for range 24 {
				all = append(all, status(m, "a"))
			}
			if len(seed) > 0 {
				Expect(m.script("a").Rules[0].Seed).To(BeEquivalentTo(915))
				Expect(m.Err).To(gbytes.Say(`msg=settings .*seed=915`))
			}
			m.stop()
			return all
		}
		first := play("--seed", "915")
		Expect(play("--seed", "915")).To(Equal(first))
		Expect(play()).NotTo(Equal(first), "the seed of the file is another one")
	})
})
