package console_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// built is the folder of program; "" where nothing was built.
var built string

// program is erpkit itself, built once: what it hands in, the mock alone does not have.
var program = sync.OnceValues(func() (string, error) {
	var err error
	if built, err = os.MkdirTemp("", "erpkit"); err != nil {
		return "", err
	}
	path := filepath.Join(built, "erpkit")
	build := exec.Command("go", "build", "-tags", "nomsgpack", "-o", path, "../../cmd/erpkit")
	build.Stderr = os.Stderr
	return path, build.Run()
})

// serve starts erpkit serve and shows its page.
func serve(t *testing.T, args ...string) *page {
	t.Helper()
	needBrowser(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json"}, args...)...)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		if err := command.Wait(); err != nil {
			t.Errorf("erpkit serve ended with %v", err)
		}
	})
	var doors struct{ URL, ControlURL string }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &doors) != nil {
		t.Fatalf("erpkit serve says %q, %v", line, err)
	}
	return show(t, doors.URL, doors.ControlURL)
}

func TestPage_PlaysADemoShift(t *testing.T) {
	p := serve(t)
	p.do(chromedp.WaitVisible(chromedp.CSS("button.demo")))
	p.shot("first-minute")
	p.do(chromedp.Click(chromedp.CSS("button.demo")))
	p.text(".tools", "60 exchanges")
	if refused := ask[int](p, `document.querySelectorAll(".list .status:not(.good)").length`); refused > 0 {
		t.Errorf("%d posts of the demo shift that are shown were refused", refused)
	}
	p.shot("demo-shift")
}

func TestPage_SendsAPostAgain(t *testing.T) {
	p := serve(t)
	p.post("device", device("SN-0001"))
	p.text(".list", "SN-0001")
	p.do(chromedp.Click(chromedp.CSS(".list .row")), chromedp.Click(chromedp.CSS(".again button:nth-of-type(1)")))
	p.text(".again-said", "Exchange 2")
	p.text(".tools", "2 exchanges")
	p.shot("send-again")
}

func TestPage_SavesAStoryThatRuns(t *testing.T) {
	p := serve(t)
	p.guitar()
	p.text(".list", "remove serial")
	folder := t.TempDir()
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
			Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
		})
		return err
	}))
	p.do(chromedp.Click(chromedp.CSS(".list .row")), chromedp.Click(chromedp.CSS(".again button:nth-of-type(2)")))
	p.text(".again-said", "Play it with erpkit run story.yaml")
	file := saved(t, folder)
	path, _ := program()
	said, err := exec.Command(path, "run", file).CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("1 passed")) {
		t.Errorf("the story does not run: %v\n%s", err, said)
	}
	text, err := os.ReadFile(file)
	if err != nil || !regexp.MustCompile(`(?s)device\.set.*item\.attach.*operation\.report`).Match(text) || !bytes.Contains(text, []byte("SN-0001")) {
		t.Errorf("%v\n%s", err, text)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Click(chromedp.CSS(".again input")), chromedp.Click(chromedp.CSS(".again button:nth-of-type(2)")))
	p.text(".again-said", "Play it with erpkit run")
	masked := saved(t, folder)
	if said, err := exec.Command(path, "run", masked).CombinedOutput(); err != nil || !bytes.Contains(said, []byte("1 passed")) {
		t.Errorf("the masked story does not run: %v\n%s", err, said)
	}
	if text, err := os.ReadFile(masked); err != nil || bytes.Contains(text, []byte("SN-0001")) {
		t.Errorf("it is not masked: %v\n%s", err, text)
	}
}

// saved waits for the story that the browser writes into the folder.
func saved(t *testing.T, folder string) string {
	t.Helper()
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if files, err := filepath.Glob(filepath.Join(folder, "*.yaml")); err == nil && len(files) == 1 {
			return files[0]
		}
	}
	t.Fatal("no story was saved")
	return ""
}

// A mock in a program of somebody else has no sender, and shows no button that needs one.
func TestPage_OffersOnlyWhatTheMockHas(t *testing.T) {
	p := open(t)
	p.text("main", p.erp+"/device")
	p.post("device", device("SN-0001"))
	p.text(".list", "SN-0001")
	p.do(chromedp.Click(chromedp.CSS(".list .row")))
	p.text(".detail", "Answer the next one")
	if n := ask[int](p, `document.querySelectorAll(".demo, .again").length`); n > 0 {
		t.Errorf("%d buttons are offered", n)
	}
}
