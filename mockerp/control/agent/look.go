package agent

import (
	"context"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

type nothing struct{}

type ofRun struct {
	Run string `json:"run,omitempty" jsonschema:"the run of the mock; without it all runs"`
}

type ofExchange struct {
	ID uint64 `json:"id" jsonschema:"the number of the exchange, as the lists give it"`
}

func (t *tools) addLook() {
	tool(t, mcp.Tool{Name: "mock_status", Annotations: reads("Status of the mock"), Description: "Says whether the mock is there, where the " +
		"MES posts to, how much it recorded, and which runs it has (100 at most)."}, t.status)
	tool(t, mcp.Tool{Name: "explain_exchange", Annotations: reads("Explain an exchange"), Description: "Shows one exchange in full: the post, " +
		"the answer, why it was answered so, what the MES understands, and every clause that was broken. Long bodies are cut."}, t.exchange)
	tool(t, mcp.Tool{Name: "coverage", Annotations: reads("Coverage"), Description: "Counts which of the seven acts of the contract came, and " +
		"how they ended. An empty cell is what nobody tried."}, t.coverage)
	tool(t, mcp.Tool{Name: "get_script", Annotations: reads("Read the script"), Description: "Shows the script that tells the mock what to " +
		"answer, and how often each rule was used."}, t.script)
}

// status is what the mock is.
type status struct {
	Version   string            `json:"version"`
	Addresses map[string]string `json:"addresses"`
	Journal   api.Journal       `json:"journal"`
	Runs      []api.Run         `json:"runs"`
	AllRuns   int               `json:"allRuns"`
}

func (t *tools) status(ctx context.Context, _ nothing) (result, error) {
	info, err := t.info(ctx)
	if err != nil {
		return result{}, err
	}
	runs, err := t.Mock.Runs(ctx)
	if err != nil {
		return result{}, err
	}
	said := status{info.Version, info.Addresses, info.Journal, runs[:min(len(runs), 100)], len(runs)}
	var text strings.Builder
	where := "The MES posts to " + info.Addresses["erp"]
	if info.ReadOnly {
		where = "It shows recorded traffic, and no mock is behind it"
	}
	fmt.Fprintf(&text, "%s %s. %s. Kept: %d exchanges of %d recorded.\n",
		info.Name, info.Version, where, info.Journal.Exchanges, info.Journal.Recorded)
	for _, r := range said.Runs {
		fmt.Fprintf(&text, "run %s: %d posts, %d things in its books, at %s\n", r.Name, r.Posts, r.Things, r.URL)
	}
	return result{text.String(), said}, nil
}

// info is what the door says of itself, also where it only shows recorded traffic, which the client does not take for a mock.
func (t *tools) info(ctx context.Context) (api.Info, error) {
	info, err := t.Mock.Info(ctx)
	if info.ReadOnly {
		err = nil
	}
	return info, err
}

// exchange is one post and its answer.
type exchange struct {
	row
	Why            string            `json:"why"`
	Missed         []traffic.Miss    `json:"missedRules"`
	Post           message           `json:"post"`
	Answer         message           `json:"answer"`
	PostFindings   []schemas.Finding `json:"postFindings"`
	AnswerFindings []schemas.Finding `json:"answerFindings"`
	More           int               `json:"moreFindings"`
	Understood     *api.Understood   `json:"understood"`
}

// message is what went over the wire in one direction.
type message struct {
	Start   string   `json:"start"`
	Headers []string `json:"headers"`
	Body    string   `json:"body"`
	Bytes   int      `json:"bytes"`
}

func (t *tools) exchange(ctx context.Context, in ofExchange) (result, error) {
	x, err := t.Mock.Exchange(ctx, in.ID)
	if err != nil {
		return result{}, err
	}
	said := exchangeOf(x)
	return result{said.text(), said}, nil
}

func exchangeOf(x api.Exchange) exchange {
	post, moreOfPost := findingsOf(x.Findings, nil)
	answer, moreOfAnswer := findingsOf(x.Answer.Findings, nil)
	said := exchange{
		row: row{
			ID: x.ID, At: x.At, Run: x.Run, Kind: x.Kind, Type: words(x.Type), Serial: words(x.Serial), WorkOrder: words(x.WorkOrder),
			Status: x.Status, ExternalID: words(x.Answer.ExternalID), Message: words(x.Answer.Message), Clauses: []string{},
			By: x.Decision.By, Rule: words(x.Decision.Rule), Lost: x.Answer.Lost, Fault: x.Answer.Fault,
		},
		Why: words(x.Decision.Why), Missed: missedOf(x.Decision.Missed), PostFindings: post, AnswerFindings: answer, More: moreOfPost + moreOfAnswer,
		Post:       message{words(x.Request.Method + " " + x.Request.URL), headerLines(x.Request.Headers), bodyText(x.Request.Body), x.Request.Bytes},
		Answer:     message{fmt.Sprint(x.Answer.Status), headerLines(x.Answer.Headers), bodyText(x.Answer.Body), x.Answer.Bytes},
		Understood: x.Understood,
	}
	if u := x.Understood; u != nil {
		said.Understood = &api.Understood{Accepted: u.Accepted, ExternalID: words(u.ExternalID), Message: words(u.Message)}
	}
	said.count(x.Findings)
	said.count(x.Answer.Findings)
	return said
}

// count adds findings to the row.
func (x *exchange) count(findings []schemas.Finding) {
	for _, f := range findings {
		switch f.Level {
		case schemas.Must:
			x.Findings.Must++
		case schemas.Should:
			x.Findings.Should++
		default:
			x.Findings.Note++
		}
		x.Clauses = addOnce(x.Clauses, f.Clause)
	}
}

func missedOf(all []traffic.Miss) []traffic.Miss {
	kept := []traffic.Miss{}
	for _, one := range all {
		kept = append(kept, traffic.Miss{Rule: words(one.Rule), Line: one.Line, Reason: words(one.Reason)})
	}
	return kept
}

func (x exchange) text() string {
	var out strings.Builder
	out.WriteString(x.line())
	fmt.Fprintf(&out, "Answered by the %s: %s\n", x.By, show.Text(x.Why))
	for _, one := range x.Missed {
		fmt.Fprintf(&out, "  rule %s (line %d) did not answer: %s\n", show.Text(one.Rule), one.Line, show.Text(one.Reason))
	}
	switch {
	case x.Understood == nil:
		out.WriteString("The MES did not hear the answer.\n")
	case x.Understood.Accepted:
		fmt.Fprintf(&out, "The MES understands: accepted, id %q.\n", x.Understood.ExternalID)
	default:
		fmt.Fprintf(&out, "The MES understands: refused; the person at the station sees %q.\n", x.Understood.Message)
	}
	for _, part := range []struct {
		name     string
		message  message
		findings []schemas.Finding
	}{{"post", x.Post, x.PostFindings}, {"answer", x.Answer, x.AnswerFindings}} {
		fmt.Fprintf(&out, "\nThe %s: %s\n%s\n\n%s\n", part.name, part.message.Start, strings.Join(part.message.Headers, "\n"), part.message.Body)
		fmt.Fprintf(&out, "Findings in the %s: %d\n", part.name, len(part.findings))
		findingLines(&out, part.findings, 0)
	}
	if x.More > 0 {
		fmt.Fprintf(&out, "%d more findings are not shown.\n", x.More)
	}
	return out.String()
}

func (t *tools) coverage(ctx context.Context, in ofRun) (result, error) {
	counted, err := t.Mock.Coverage(ctx, in.Run)
	if err != nil {
		return result{}, err
	}
	seen, of := counted.Grid.Seen()
	return result{fmt.Sprintf("%s%d exchanges; %d of %d cells seen.\n", counted.Grid, counted.Exchanges, seen, of), counted}, nil
}
