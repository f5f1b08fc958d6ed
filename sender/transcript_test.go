package sender_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/sender"
)

// secretPost makes one exchange that is full of secrets.
func secretPost(t *testing.T) sender.Result {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "sid=hidden1")
		w.Header().Set("Location", "/login?access_token=hidden2&next=1")
		w.WriteHeader(302)
	}))
	t.Cleanup(s.Close)
	client := newClient(t, sender.Options{Header: http.Header{
		"Authorization": {"Bearer hidden3"}, "x-api-key": {"hidden4"}, "Cookie": {"c=hidden5"}, "X-Tenant": {"seven"}}})
	url := strings.Replace(s.URL, "http://", "http://hidden6:hidden7@", 1) + "/device?token=hidden8&plant=9&sig=hidden9"
	return client.Post(ctxOf(t), url, sample())
}

// TestSecretsAreMasked: in each form of output, and in the words; what is not secret stays.
func TestSecretsAreMasked(t *testing.T) {
	r := secretPost(t)
	asJSON, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{"JSON": string(asJSON), "text": r.Transcript.String(), "curl": r.Transcript.Curl()}
	for name, form := range forms {
		if strings.Contains(form, "hidden") {
			t.Errorf("%s shows a secret: %s", name, form)
		}
		for _, plain := range []string{"seven", "plant=9", "SerialNumber123", "***"} {
			if !strings.Contains(form, plain) {
				t.Errorf("%s does not show %q: %s", name, plain, form)
			}
		}
	}
	r.Transcript.Reveal = true
	asJSON, err = json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hidden1", "hidden2", "hidden3", "hidden4", "hidden5", "hidden6", "hidden7", "hidden8", "hidden9"} {
		if !strings.Contains(string(asJSON), secret) {
			t.Errorf("Reveal does not show %s", secret)
		}
	}
}

// TestBadURLKeepsItsSecret: an address that cannot be read is not echoed with its password.
func TestBadURLKeepsItsSecret(t *testing.T) {
	client := newClient(t, sender.Options{})
	for _, url := range []string{"http://u:hidden@erp:port/", "http://u:hid den@erp/", "ftp://u:hidden@erp/", "u:hidden@erp", "http://u:hidden%zz@erp/"} {
		r := client.Post(ctxOf(t), url, sample())
		out, _ := json.Marshal(r)
		if r.Trouble != sender.BadURL || strings.Contains(r.String()+string(out)+r.Transcript.String(), "hid") {
			t.Errorf("%s: %s %s", url, r, out)
		}
	}
}

// TestCurlRepeatsThePost: the line, run by a shell with the real curl, sends the same bytes.
func TestCurlRepeatsThePost(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl on this machine; TestCurlQuoting covers the quoting")
	}
	type seen struct{ uri, body, odd, empty, kind, expect string }
	got := make(chan seen, 1)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- seen{r.RequestURI, string(body), r.Header.Get("X-Odd"), strings.Join(r.Header["X-Empty"], ",") + "there", r.Header.Get("Content-Type"), r.Header.Get("Expect")}
	}))
	t.Cleanup(s.Close)
	bodies := map[string]string{
		"payload": `{"sku":"0007"}`,
		"quotes":  `{"sku":"it's $(rm) ` + "`rm`" + ` \"x\" \\ !! %s"}`,
		"file":    "@/etc/passwd",
		"dash":    "-n\n",
		"lines":   "{\n\t\"a\": \"100%\"\r\n}",
		"bytes":   "\x00\xff\x1b'\\012%",
		"Hebrew":  `{"sku":"גיטרה 🎸"}`,
		"big":     strings.Repeat("ab' ", 300_000),
		"nothing": "",
	}
	client := newClient(t, sender.Options{Header: http.Header{"X-Odd": {`a'b "c" $d`}, "X-Empty": {""}}})
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			r := client.Post(ctxOf(t), s.URL+"/a/../b/[1-3]/{x,y}?q='$z'&r=[1-3]{a,b}", []byte(body))
			first, line := <-got, r.Transcript.Curl()
			if strings.ContainsAny(line, "\n\r") {
				t.Errorf("more than one line: %q", clip(line))
			}
			sh := exec.CommandContext(ctxOf(t), "sh")
			sh.Stdin = strings.NewReader(line + "\n")
			if out, err := sh.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if second := <-got; second != first {
				t.Errorf("the line sent %.300q, wanted %.300q", second, first)
			}
		})
	}
}

// TestCurlQuoting: whatever the URL, header and body are, the shell reads each as one word.
func TestCurlQuoting(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(rt, "body")
		word := rapid.StringMatching(`[ -~]{0,20}`).Draw(rt, "word")
		tr := sender.Transcript{Method: "POST", URL: "http://erp/?q='" + "$a'", RequestHeader: http.Header{"X-A": {word}}, RequestBody: body, Reveal: true}
		// In place of curl a function that prints its input and its arguments, each ended by NUL.
		line := `curl() { case "$*" in *@-*) cat;; esac; printf '\0'; printf '%s\0' "$@"; }; ` + tr.Curl()
		out, err := exec.CommandContext(ctxOf(t), "sh", "-c", line).Output()
		if err != nil {
			rt.Fatalf("%v: %s", err, line)
		}
		if !bytes.Contains(out, []byte("\x00http://erp/?q='$a'\x00")) || (word != "" && !bytes.Contains(out, []byte("\x00X-A: "+word+"\x00"))) {
			rt.Fatalf("the line %q gives the words %q", line, out)
		}
		if !bytes.HasPrefix(out, append(bytes.Clone(body), 0)) && !bytes.Contains(out, append(append([]byte("--data-raw\x00"), body...), 0)) {
			rt.Fatalf("the line %q does not carry the body: %q", line, out)
		}
	})
}

// TestTranscriptText: nothing of the ERP's can steer the terminal, nothing is endless.
func TestTranscriptText(t *testing.T) {
	url := fixedERP(t, 200, map[string]string{"X-A": "b"}, "\x1b[2J\n"+strings.Repeat("x", 10000)+"\xff")
	r := newClient(t, sender.Options{}).Post(ctxOf(t), url, sample())
	text := r.Transcript.String()
	if strings.Contains(text, "\x1b") || !strings.Contains(text, `\u001b[2J`) || !strings.Contains(text, "bytes more") || len(text) > 6000 {
		t.Errorf("got %q", text)
	}
	if !strings.Contains(text, "> POST "+url) || !strings.Contains(text, "< HTTP/1.1 200 OK") {
		t.Errorf("got %q", text)
	}
}

// TestTranscriptJSON: bytes that are not text survive, and the shape stays what it is.
func TestTranscriptJSON(t *testing.T) {
	url := fixedERP(t, 200, nil, "\xff\x00")
	r := newClient(t, sender.Options{}).Post(ctxOf(t), url, sample())
	out, err := json.Marshal(r.Transcript)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Method, URL, Stage, Curl string
		Request                  struct{ Body string }
		Answer                   struct {
			Status     int
			BodyBase64 []byte
		}
	}
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	if back.Method != "POST" || back.URL != url || back.Stage != "done" || back.Answer.Status != 200 ||
		string(back.Answer.BodyBase64) != "\xff\x00" || !strings.HasPrefix(back.Request.Body, `{"type":"add"`) || !strings.HasPrefix(back.Curl, "curl ") {
		t.Errorf("got %s", out)
	}
}
