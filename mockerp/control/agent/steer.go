package agent

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

const (
	mostSource = 16 << 10 // bytes of a script that are shown
	mostRules  = 100
)

type scriptOrder struct {
	Script string `json:"script" jsonschema:"the script, in YAML or JSON: version 1, and rules with when and answer"`
	Run    string `json:"run,omitempty" jsonschema:"the run that is to play it; without it every run that has no script of its own"`
}

type shiftOrder struct {
	Events int    `json:"events,omitempty" jsonschema:"how many posts, 60 without it, 2000 at most"`
	Run    string `json:"run,omitempty" jsonschema:"the run that gets the posts"`
}

type payloadOrder struct {
	Payload string `json:"payload" jsonschema:"the body of the post as text: JSON, sent byte for byte"`
	Run     string `json:"run,omitempty" jsonschema:"the run that gets the post"`
}

// addScript adds what changes the answers of the mock.
func (t *tools) addScript() {
	tool(t, mcp.Tool{Name: "put_script", Annotations: writes("Replace the script", true), Description: "Gives the mock another script, which " +
		"begins from its start. One that is wrong is refused with all its mistakes, and the old one goes on."}, t.putScript)
	tool(t, mcp.Tool{Name: "clear_script", Annotations: writes("Take the script away", true), Description: "Takes the script of a run away, so " +
		"that the mock answers from its books. Without a run it takes the script of all runs that have none of their own."}, t.clearScript)
}

// addPosts adds what posts to the mock.
func (t *tools) addPosts() {
	tool(t, mcp.Tool{Name: "demo_shift", Annotations: writes("Play a demo shift", false), Description: "Begins to post random valid work of some " +
		"stations to the mock, about 20 posts a second. Look at list_exchanges meanwhile."}, t.shift)
	tool(t, mcp.Tool{Name: "send_again", Annotations: writes("Send a post again", false), Description: "Sends the post of an exchange to the mock " +
		"once more, as a person does who presses again."}, t.sendAgain)
	if t.Send != nil {
		tool(t, mcp.Tool{Name: "send_payload", Annotations: writes("Send a payload", false), Description: "Posts a payload to the mock and says what " +
			"the MES understands of the answer. A payload that breaks the contract is sent, too."}, t.sendPayload)
	}
}

// played is the script of a run.
type played struct {
	Run       *string      `json:"run"`
	Name      string       `json:"name"`
	Source    string       `json:"source"`
	Rules     []script.Use `json:"rules"`
	AllRules  int          `json:"allRules"`
	NeverUsed []string     `json:"neverUsed"`
}

func (t *tools) script(ctx context.Context, in ofRun) (result, error) {
	s, err := t.Mock.Script(ctx, in.Run)
	return scriptResult(s), err
}

func (t *tools) putScript(ctx context.Context, in scriptOrder) (result, error) {
	s, err := t.Mock.PutScript(ctx, in.Run, []byte(in.Script))
	return scriptResult(s), err
}

func scriptResult(s api.Script) result {
	said := played{
		Run: s.Run, Name: words(s.Name), Source: clip(s.Source, mostSource), AllRules: len(s.Rules),
		Rules: []script.Use{}, NeverUsed: []string{},
	}
	for _, r := range s.Rules[:min(len(s.Rules), mostRules)] {
		r.Rule = words(r.Rule)
		said.Rules = append(said.Rules, r)
	}
	for _, name := range s.NeverUsed[:min(len(s.NeverUsed), mostRules)] {
		said.NeverUsed = append(said.NeverUsed, words(name))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Script %q with %d rules.\n", said.Name, said.AllRules)
	for _, r := range said.Rules {
		fmt.Fprintf(&text, "  line %d, used %d times: %s\n", r.Line, r.Used, show.Text(r.Rule))
	}
	text.WriteString("\n" + said.Source)
	return result{text.String(), said}
}

func (t *tools) clearScript(ctx context.Context, in ofRun) (result, error) {
	done, err := t.Mock.ClearScript(ctx, in.Run)
	return result{fmt.Sprintf("%d scripts taken away.\n", done.Scripts), done}, err
}

func (t *tools) shift(ctx context.Context, in shiftOrder) (result, error) {
	begun, err := t.Mock.Shift(ctx, api.ShiftOrder{Events: in.Events, Run: in.Run})
	return result{fmt.Sprintf("A demo shift of %d posts has begun in run %s.\n", begun.Events, begun.Run), begun}, err
}

func (t *tools) sendAgain(ctx context.Context, in ofExchange) (result, error) {
	sent, err := t.Mock.SendAgain(ctx, in.ID)
	return sentResult(sent), err
}

func sentResult(sent api.Sent) result {
	sent.Words = words(sent.Words)
	if u := sent.Understood; u != nil {
		sent.Understood = &api.Understood{Accepted: u.Accepted, ExternalID: words(u.ExternalID), Message: words(u.Message)}
	}
	text := fmt.Sprintf("Status %d. %s\n", sent.Status, sent.Words)
	if sent.Exchange > 0 {
		text += fmt.Sprintf("It is exchange %d.\n", sent.Exchange)
	}
	return result{text, sent}
}

// sendPayload posts to the ERP door that the mock names, unless a real ERP stands behind it: that would book it.
func (t *tools) sendPayload(ctx context.Context, in payloadOrder) (result, error) {
	switch {
	case len(in.Payload) > mostPayload:
		return result{}, fmt.Errorf("the payload is longer than %d bytes", mostPayload)
	case in.Run != "" && !traffic.ValidRun(in.Run):
		return result{}, fmt.Errorf("%q is no name of a run: use letters, digits, dots, dashes and underscores, 64 at most", words(in.Run))
	}
	info, err := t.info(ctx)
	if err != nil {
		return result{}, err
	}
	if !slices.Contains(info.Actions, "send") {
		return result{}, fmt.Errorf("this mock offers no sending: a real ERP stands behind it (--upstream) and would book the post, or it only shows recorded traffic")
	}
	object, _ := schemas.Parse([]byte(in.Payload))
	to := info.Addresses["erp"]
	if in.Run != "" && in.Run != traffic.DefaultRun {
		to += "/r/" + in.Run
	}
	sent, err := t.Send(ctx, to+"/"+string(schemas.KindOf(object)), []byte(in.Payload))
	return sentResult(sent), err
}
