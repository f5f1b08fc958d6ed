package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// agentSession starts the real program as an editor does, and speaks to it with the SDK's own client.
func agentSession(t *testing.T, args ...string) *mcp.ClientSession {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"mcp"}, args...)...)
	cmd.Env, cmd.Dir, cmd.Stderr = append(os.Environ(), "ERPKIT_TEST_MAIN=1"), t.TempDir(), os.Stderr
	session, err := mcp.NewClient(&mcp.Implementation{Name: "editor", Version: "1"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil || cmd.ProcessState.ExitCode() != exitOK {
			t.Errorf("the program did not end well: %v, %v", err, cmd.ProcessState)
		}
	})
	return session
}

// useTool gives what a tool says, as one text.
func useTool(t *testing.T, s *mcp.ClientSession, name string, arguments map[string]any) string {
	t.Helper()
	said, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	value, err := json.Marshal(said.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	return said.Content[0].(*mcp.TextContent).Text + string(value)
}

func TestMCP_ShowsARunningMock(t *testing.T) {
	erp, control := served(t)
	addDevice(t, erp, "SN-7")
	s := agentSession(t, "--control-url", control)
	for _, use := range []struct {
		tool, wanted string
		arguments    map[string]any
	}{
		{"mock_status", erp, nil},
		{"list_exchanges", "serial SN-7", nil},
		{"explain_exchange", "accepted, id", map[string]any{"id": 1}},
		{"timeline", "1 of 1 that match", map[string]any{"serial": "SN-7"}},
		{"list_findings", "0 of 0 that match", nil},
		{"explain_clause", "brokenERPs", map[string]any{"id": "e7"}},
		{"explain_clause", "E", map[string]any{"id": "e77"}},
		{"check_payload", "breaks the contract", map[string]any{"payload": `{"type":"add"}`}},
		{"coverage", "device add", nil},
	} {
		if got := useTool(t, s, use.tool, use.arguments); !strings.Contains(got, use.wanted) {
			t.Errorf("%s: no %q in %s", use.tool, use.wanted, got)
		}
	}
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list.Tools {
		if !one.Annotations.ReadOnlyHint {
			t.Errorf("%s can write, though nobody allowed it", one.Name)
		}
	}
}

func TestMCP_WritesWhereAllowed(t *testing.T) {
	_, control := served(t)
	s := agentSession(t, "--control-url", control, "--allow-write")
	script := "version: 1\nrules:\n  - when: {members: {serial: SN-7}}\n    answer: {status: 409, body: {message: blocked}}\n"
	useTool(t, s, "put_script", map[string]any{"script": script})
	payload := `{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":"SN-7","workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"8be4d281-0978-11f0-85c4-17a4d49812dc","workorderExternalId":null}`
	if got := useTool(t, s, "send_payload", map[string]any{"payload": payload, "run": "line-4"}); !strings.Contains(got, "Status 409") || !strings.Contains(got, "It is exchange 1.") {
		t.Errorf("got %s", got)
	}
	useTool(t, s, "clear_script", nil)
	if got := useTool(t, s, "send_again", map[string]any{"id": 1}); !strings.Contains(got, "Status 200") || !strings.Contains(got, "It is exchange 2.") {
		t.Errorf("got %s", got)
	}
	useTool(t, s, "demo_shift", map[string]any{"events": 3, "run": "shift"})
	mock, err := client.New(client.Options{URL: control})
	if err != nil {
		t.Fatal(err)
	}
	if page, err := mock.Wait(t.Context(), journal.Filter{Run: "shift"}, 3, 20*time.Second); err != nil || !page.Enough {
		t.Errorf("the shift did not post: %v", err)
	}
}

func TestMCP_EndsWithCtrlC(t *testing.T) {
	in, hold := io.Pipe()
	defer hold.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- Run(ctx, []string{"mcp"}, in, io.Discard, io.Discard) }()
	cancel()
	select {
	case code := <-ended:
		if code != exitOK {
			t.Errorf("exit code %d", code)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not end")
	}
}

func TestMCP_ReadsRecordedTraffic(t *testing.T) {
	var said viewed
	begun(t, &said, append([]string{"view", "--json"}, recorded(t, "har", "jsonl")...)...)
	s := agentSession(t, "--control-url", said.URL, "--allow-write")
	for tool, wanted := range map[string]string{
		"mock_status": "It shows recorded traffic", "list_exchanges": "4 of 4 that match", "list_findings": "#4 ", "demo_shift": "no mock behind it",
	} {
		if got := useTool(t, s, tool, nil); !strings.Contains(got, wanted) {
			t.Errorf("%s: no %q in %s", tool, wanted, got)
		}
	}
	if got := useTool(t, s, "send_payload", map[string]any{"payload": "{}"}); !strings.Contains(got, "offers no sending") {
		t.Errorf("got %s", got)
	}
}

func TestMCP_SaysThatTheMockIsNotThere(t *testing.T) {
	s := agentSession(t, "--control-url", "http://127.0.0.1:1")
	if got := useTool(t, s, "list_exchanges", nil); !strings.Contains(got, "start one with: erpkit serve") {
		t.Errorf("got %s", got)
	}
	got := runErpkit(t, "", "mcp", "--control-url", "nowhere")
	if got.code != exitUsage || !strings.Contains(got.stderr, "--control-url") {
		t.Errorf("got %+v", got)
	}
	got = runErpkit(t, "garbage\n", "mcp")
	if got.code != exitOK || !strings.HasPrefix(got.stdout, "{") || strings.Count(got.stdout, "\n") != 1 {
		t.Errorf("got %+v", got)
	}
}

// The entry of an editor's configuration, as the guide shows it, starts the tools.
func TestMCP_TheShownEntryStartsIt(t *testing.T) {
	var config struct {
		MCPServers map[string]struct {
			Command string
			Args    []string
		}
	}
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			if strings.Contains(b.text, "mcpServers") {
				if err := json.Unmarshal([]byte(b.text), &config); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	entry := config.MCPServers["erpkit"]
	if entry.Command != "erpkit" || len(entry.Args) == 0 || entry.Args[0] != "mcp" {
		t.Fatalf("got %+v", config)
	}
	s := agentSession(t, entry.Args[1:]...)
	if got := useTool(t, s, "list_clauses", nil); !strings.Contains(got, "D3") {
		t.Errorf("got %s", got)
	}
}
