package commandline_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic/capture/commandline"
)

func Example() {
	r, err := commandline.Parse(`curl -d '{"type": "add"}' -H 'Content-Type: application/json' http://erp.example/device`)
	fmt.Println(r.Method, r.URL, string(r.Body), err)
	// Output: POST http://erp.example/device {"type": "add"} <nil>
}

const (
	address = "http://erp.example/device"
	object  = `{"type": "add", "serial": "it's \"7\" שלום €", "cost": "5$ 100% \\ "}`
)

// commands are the same post, as people and browsers write it.
var commands = map[string]string{
	"sh":                `curl -H 'Content-Type: application/json' -d '` + strings.ReplaceAll(object, "'", `'\''`) + `' ` + address,
	"prompt":            `me@host:~$ curl -sSiv -Hcontent-type:application/json -XPOST --url ` + address + ` -d'` + strings.ReplaceAll(object, "'", `'"'"'`) + `' 2>&1 | jq .`,
	"double quotes":     `curl -H "content-type:  application/json" --data-raw "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`).Replace(object) + `" ` + address + " > out.txt",
	"dollar quotes":     `curl '` + address + `' -H 'Content-Type: application/json' --data-raw $'` + strings.NewReplacer(`\`, `\\`, "'", `\'`, "€", `\u20ac`, "ש", `\xd7\xa9`, "!", `\041`).Replace(object) + `' --compressed --insecure`,
	"continued":         "$ curl \\\n  --request POST \\\n  --header 'Content-Type: application/json' \\\n  --data '" + strings.ReplaceAll(object, "'", `'\''`) + "' \\\n  " + address,
	"json":              `curl --json '` + strings.ReplaceAll(object, "'", `'\''`) + `' ` + address,
	"HTTPie, piped":     "$ echo '" + strings.ReplaceAll(object, "'", `'\''`) + "' | http POST erp.example/device",
	"HTTPie, raw":       "http -v POST " + address + " --raw '" + strings.ReplaceAll(object, "'", `'\''`) + "'",
	"in parts":          `curl --json '` + object[:9] + `' --json '` + strings.ReplaceAll(object[9:], "'", `'\''`) + `' erp.example/device`,
	"printf":            `printf '` + strings.NewReplacer(`\`, `\134`, "'", `\047`, "%", "%%", "€", `\342\202\254`).Replace(object) + `' | curl -sS -X 'POST' -H 'Content-Type: application/json' -H 'Expect:' --data-binary @- '` + address + `'`,
	"cmd, a line":       `C:\Users\me>curl -X POST -H "Content-Type: application/json" -d "` + strings.NewReplacer(`\"`, `\\\"`, `"`, `\"`).Replace(object) + `" ` + address,
	"cmd, doubled":      `curl.exe -H "Content-Type: application/json" -d "` + strings.NewReplacer(`\"`, `\\""`, `"`, `""`).Replace(object) + `" ` + address,
	"cmd of Chrome":     "curl ^\"" + address + "^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n  --data-raw ^\"" + chromeCmd(object) + "^\"",
	"PowerShell curl":   "PS C:\\> curl.exe `\n  -H 'Content-Type: application/json' `\n  -d '" + strings.NewReplacer(`\"`, `\\"`, `"`, `\"`, "'", "''").Replace(object) + "' " + address,
	"PowerShell":        "Invoke-RestMethod " + address + " -Method Post -ContentType 'application/json' -Body '" + strings.ReplaceAll(object, "'", "''") + "'",
	"PowerShell, text":  "$answer = iwr -Uri \"" + address + "\" -Method POST -Headers @{ 'Content-Type' = \"application/json\"; Accept='*/*' } -Body @'\n" + object + "\n'@ | ConvertTo-Json",
	"PowerShell Chrome": "Invoke-WebRequest -UseBasicParsing -Uri \"" + address + "\" `\n-Method \"POST\" `\n-WebSession $session `\n-Headers @{\n\"Accept\"=\"*/*\"\n  \"Sec-GPC\"=\"1\"\n} `\n-ContentType \"application/json\" `\n-Body ([System.Text.Encoding]::UTF8.GetBytes(" + chromePowerShell(object) + "))",
	"fetch of Chrome":   "fetch(\"" + address + "\", {\n  \"headers\": {\n    \"content-type\": \"application/json\"\n  },\n  \"body\": " + fmt.Sprintf("%q", object) + ",\n  \"method\": \"POST\",\n  \"mode\": \"cors\"\n});",
	"fetch of Firefox":  "await fetch(\"" + address + "\", {\n    \"credentials\": \"omit\",\n    \"headers\": {\n        \"Content-Type\": \"application/json\"\n    },\n    \"body\": " + fmt.Sprintf("%q", object) + ",\n    \"method\": \"POST\"\n});",
}

// chromeCmd is how Chrome writes a text for cmd.
func chromeCmd(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-:=+~'/.,?;()*`"
	var b strings.Builder
	for _, r := range strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) {
		if !strings.ContainsRune(plain, r) {
			b.WriteByte('^')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// chromePowerShell is how Chrome writes a text for PowerShell.
func chromePowerShell(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case strings.ContainsRune("`$\"", r):
			b.WriteString("`" + string(r))
		case r < ' ' || r > '~':
			fmt.Fprintf(&b, "$([char]%d)", r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// TestParse_TheSamePostInEveryForm reads each to the same request.
func TestParse_TheSamePostInEveryForm(t *testing.T) {
	for name, text := range commands {
		r, err := commandline.Parse(text)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		if r.Method != http.MethodPost || r.URL != address || string(r.Body) != object || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: got %s %s %v\n%s\nof\n%s", name, r.Method, r.URL, r.Header, r.Body, text)
		}
	}
}

// TestOpening_FindsTheEnd of each form line by line, whatever follows.
func TestOpening_FindsTheEnd(t *testing.T) {
	for name, text := range commands {
		lines := strings.SplitAfter(text, "\n")
		if !commandline.Begins(lines[0]) {
			t.Errorf("%s: %q does not begin a command", name, lines[0])
		}
		var o commandline.Opening
		for i, line := range lines {
			if more := o.Line(line); more != (i < len(lines)-1) {
				t.Errorf("%s: after line %d, %q, more is %v", name, i+1, line, more)
			}
		}
	}
	for _, line := range []string{"curly braces", "POST /device HTTP/1.1", `{"curl": 1}`, "I fetch(ed) it", "* Connected", "curl: (7) Failed to connect", "http is slow", "http POST /device 200", "https server listening on :8085"} {
		if commandline.Begins(line) {
			t.Errorf("%q begins a command", line)
		}
	}
}

// TestParse_AsCurlDoes: what curl adds, joins and takes away.
func TestParse_AsCurlDoes(t *testing.T) {
	for text, want := range map[string]string{
		`curl -d a=1 -d b=2 h/x`:            `POST http://h/x "a=1&b=2" application/x-www-form-urlencoded`,
		`curl h/x`:                          `GET http://h/x "" `,
		`curl -X PUT -d '' h/x`:             `PUT http://h/x "" application/x-www-form-urlencoded`,
		`curl -d {} -H 'Content-Type:' h/x`: `POST http://h/x "{}" `,
		`curl -d {} -H 'content-type;' h/x`: `POST http://h/x "{}" `,
		"curl -d '{\n}' h/x":                `POST http://h/x "{\n}" application/x-www-form-urlencoded`,
		`curl -G -d a=1 h/x`:                `GET http://h/x?a=1 "" `,
		`curl --json {} -H 'Content-Type: text/plain' https://h/x`:    `POST https://h/x "{}" text/plain`,
		`curl -o /dev/null -w '%{http_code}' -m 5 -d {} h/x; echo $?`: `POST http://h/x "{}" application/x-www-form-urlencoded`,
		`curl -d {} h/x --next -d [] h/y`:                             `POST http://h/x "{}" application/x-www-form-urlencoded`,
		`curl -I h/x`:                                                 `HEAD http://h/x "" `,
	} {
		r, err := commandline.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := fmt.Sprintf("%s %s %q %s", r.Method, r.URL, r.Body, r.Header.Get("Content-Type")); got != want {
			t.Errorf("%s: got  %s\nwant %s", text, got, want)
		}
	}
}

// TestParse_AsHTTPieDoes: items become JSON, headers and a query.
func TestParse_AsHTTPieDoes(t *testing.T) {
	for text, want := range map[string]string{
		`http :8085/item-attach type=add item[sku]=0002 item[quantity]:=0.5 X-A:b`: `POST http://localhost:8085/item-attach "{\"type\":\"add\",\"item\":{\"sku\":\"0002\",\"quantity\":0.5}}" b`,
		`https -v --auth me:pw erp.example/device plant==7 a="x y"`:                `POST https://erp.example/device?plant=7 "{\"a\":\"x y\"}" `,
		`http PUT http://h/x`:   `PUT http://h/x "" `,
		`http GET h/device a=b`: `GET http://h/device "{\"a\":\"b\"}" `,
		`http http://h/x`:       `GET http://h/x "" `,
	} {
		r, err := commandline.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := fmt.Sprintf("%s %s %q %s", r.Method, r.URL, r.Body, r.Header.Get("X-A")); got != want || !commandline.Begins(text) {
			t.Errorf("%s: got  %s\nwant %s", text, got, want)
		}
	}
}

// TestParse_WhatIsNotThere: the error says what is missing, and the cure.
func TestParse_WhatIsNotThere(t *testing.T) {
	for text, want := range map[string]string{
		`curl -d @body.json http://h/x`:          "-d @body.json takes the body from elsewhere, which is not read: give its text with --data-raw",
		`cat x | curl -d @- h`:                   "",
		`curl --data-binary @- http://h/x`:       "takes the body from elsewhere",
		`curl -T x http://h/x`:                   "in a file",
		`curl -F a=b http://h/x`:                 "form",
		`curl -d '{"a": http://h/x`:              "not closed",
		`curl -d "{ http://h/x`:                  "not closed",
		`curl -d $'{ http://h/x`:                 "not closed",
		`curl -d {} -H`:                          "-H of curl has no value",
		`curl -d {}`:                             "no URL",
		`http POST http://h/x a@b.json`:          "from a file",
		`http -f POST http://h/x a=b`:            "sends a form",
		`http POST http://h/x a:={`:              "what follows a:= is not JSON",
		`http POST http://h/x "{}"`:              "is no item of HTTPie",
		`iwr -Method Post`:                       "no URL",
		`iwr -Body $body -Uri http://h/x`:        "in the variable $body",
		`iwr -Body "{$x}" -Uri http://h/x`:       "variable of PowerShell",
		`iwr -Body ($x | ConvertTo-Json) -Uri h`: "worked out by PowerShell",
		`iwr -Headers @{"a"`:                     "no value",
		`iwr -Headers @{"a"="b"`:                 "not closed",
		`iwr http://h/x -Body '{`:                "not closed",
		"iwr http://h/x -Body @'\n{":             "not closed",
		`iwr h -InFile x`:                        "from elsewhere",
		`iwr h -Uri`:                             "-uri has no value",
		`fetch('http://h/x', {})`:                "write it in double quotes",
		`fetch("http://h/x", {method: "POST"})`:  "Copy as fetch",
		`fetch("")`:                              "no URL",
	} {
		if want == "" {
			continue
		}
		if _, err := commandline.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
