package agent_test

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/agent"
	"github.com/erpkit/erpkit/mockerp/control/client"
)

const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

const askClauses = `{"jsonrpc":"2.0","id":"last","method":"tools/call","params":{"name":"list_clauses","arguments":{"search":"oldserial"}}}`

// served gives all lines that the server answers to this input.
func served(t *testing.T, input io.Reader) []string {
	t.Helper()
	mock, err := client.New(client.Options{URL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := agent.Serve(t.Context(), agent.Options{Mock: mock}, input, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("not a message: %.200s", line)
		}
	}
	return lines
}

// Whatever comes, the call after it is answered, even where the input ends at once.
func TestServe_GoesOnAfterHostileLines(t *testing.T) {
	for name, line := range map[string]string{
		"no JSON":         "garbage",
		"half a message":  `{"jsonrpc":"2.0","id":2,"meth`,
		"a number":        "42",
		"a batch":         `[{"jsonrpc":"2.0","id":2,"method":"ping"}]`,
		"two in one line": `{"jsonrpc":"2.0","method":"x"} {"jsonrpc":"2.0","method":"x"}`,
		"not UTF-8":       "\xff\xfe{}",
		"empty lines":     "\n\r\n",
		"deep":            strings.Repeat("[", 1<<20),
		"deep arguments":  `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_clauses","arguments":` + strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20) + `}}`,
		"wrong arguments": `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_clauses","arguments":7}}`,
		"wrong params":    `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":7}`,
		"no such tool":    `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"put_script"}}`,
		"no such method":  `{"jsonrpc":"2.0","id":2,"method":"x"}`,
		"a wild answer":   `{"jsonrpc":"2.0","id":77,"result":{}}`,
		"too long":        strings.Repeat("x", 9<<20),
		"a long payload":  `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"check_payload","arguments":{"payload":"` + strings.Repeat("x", 2<<20) + `"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			lines := served(t, strings.NewReader(hello+line+"\n"+askClauses))
			if all := strings.Join(lines, "\n"); !strings.Contains(all, "D3 MUST") {
				t.Errorf("the next call got no answer: %.1000s", all)
			}
		})
	}
}

func TestServe_SaysWhatIsNoMessage(t *testing.T) {
	lines := served(t, strings.NewReader("garbage\n"+strings.Repeat("x", 9<<20)+"\n"))
	if len(lines) != 2 || !strings.Contains(lines[0], "-32700") || !strings.Contains(lines[0], "one JSON object a line") || !strings.Contains(lines[1], "longer than 8 MiB") {
		t.Errorf("got %q", lines)
	}
}

// The server ends with its context, though nothing comes in.
func TestServe_EndsWhenItIsStopped(t *testing.T) {
	mock, err := client.New(client.Options{URL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	in, hold := io.Pipe()
	defer hold.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- agent.Serve(ctx, agent.Options{Mock: mock}, in, io.Discard) }()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it does not end")
	}
}
