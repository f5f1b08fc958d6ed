package agent

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/schemas"
)

// mostPayload is the longest payload that is judged, the same as the mock's.
const mostPayload = 1 << 20

type clausesOrder struct {
	Search string `json:"search,omitempty" jsonschema:"only clauses whose id, section or sentence has this text, such as serial"`
}

type clauseOrder struct {
	ID string `json:"id" jsonschema:"the clause, such as E7"`
}

type checkOrder struct {
	Payload string `json:"payload" jsonschema:"the body of the post as text: JSON, byte for byte as it is posted"`
	Kind    string `json:"kind,omitempty" jsonschema:"device, item-attach or operation; without it the shape of the payload decides"`
}

// addContract adds the tools that need no mock.
func (t *tools) addContract() {
	tool(t, mcp.Tool{Name: "list_clauses", Annotations: reads("List clauses"), Description: "Lists the clauses of the contract between the " +
		"MES and the ERP, each with its level and sentence. Needs no mock."}, t.clauses)
	tool(t, mcp.Tool{Name: "explain_clause", Annotations: reads("Explain a clause"), Description: "Explains one clause: why it matters, a right " +
		"and a wrong exchange, how to mend what breaks it. Needs no mock."}, t.clause)
	tool(t, mcp.Tool{Name: "check_payload", Annotations: reads("Check a payload"), Description: "Judges a payload against the contract and says " +
		"which clauses it breaks and where. Nothing is sent. Needs no mock."}, t.check)
}

func (t *tools) clauses(_ context.Context, in clausesOrder) (result, error) {
	found := []schemas.Clause{}
	var text strings.Builder
	for _, c := range schemas.Clauses() {
		if strings.Contains(strings.ToLower(c.ID+"\n"+c.Section+"\n"+c.Sentence), strings.ToLower(in.Search)) {
			found = append(found, c)
			fmt.Fprintf(&text, "%s %s (%s): %s\n", c.ID, c.Level, c.Section, c.Sentence)
		}
	}
	if len(found) == 0 {
		return result{}, fmt.Errorf("no clause has %q in its id, section or sentence: search for another word, or leave search out to list all", words(in.Search))
	}
	return result{text.String(), map[string]any{"clauses": found}}, nil
}

func (t *tools) clause(_ context.Context, in clauseOrder) (result, error) {
	text, about, err := t.Explain(in.ID)
	return result{text, about}, err
}

// checked says what is wrong with a payload.
type checked struct {
	OK       bool              `json:"ok"`
	Kind     schemas.Kind      `json:"kind"`
	Findings []schemas.Finding `json:"findings"`
	More     int               `json:"more"`
}

func (t *tools) check(_ context.Context, in checkOrder) (result, error) {
	switch {
	case len(in.Payload) > mostPayload:
		return result{}, fmt.Errorf("the payload is longer than %d bytes, which the mock would refuse too", mostPayload)
	case in.Payload == "":
		return result{}, errors.New("the payload is empty: give the JSON of the post as text")
	}
	object, findings := schemas.Parse([]byte(in.Payload))
	kind := schemas.KindOf(object)
	if in.Kind != "" {
		var err error
		if kind, err = schemas.ParseKind(in.Kind); err != nil {
			return result{}, fmt.Errorf("kind: %w", err)
		}
	}
	if object != nil {
		findings = append(findings, schemas.JudgeValue(kind, object)...)
	}
	said := checked{OK: !schemas.Broken(findings), Kind: kind}
	said.Findings, said.More = findingsOf(findings, nil)
	var text strings.Builder
	if text.WriteString("The payload keeps every MUST clause"); !said.OK {
		text.Reset()
		text.WriteString("The payload breaks the contract")
	}
	fmt.Fprintf(&text, " (%s).\n", kind)
	findingLines(&text, said.Findings, said.More)
	return result{text.String(), said}, nil
}
