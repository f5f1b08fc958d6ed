package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// SwitchRule switches a rule of a script, counted from 1, off or on again. What is switched off answers nothing; what
// was counted stays. A run that played the shared script has one of its own from then on.
func (c *Client) SwitchRule(ctx context.Context, run string, number int, off bool) (api.Script, error) {
	var script api.Script
	path := api.Root + "/script/rules/" + strconv.Itoa(number)
	err := c.order(ctx, call{method: http.MethodPut, path: path, query: ofRun(run)}, api.RuleSwitch{Off: &off}, &script)
	return script, err
}

// AnswerNext gives the next post that is like a recorded exchange another answer, once: of the same kind, type and
// serial, or work order where it has no serial. The answer is what stands under answer in a rule, such as
// map[string]any{"status": 409}. Without a run it is that of the exchange.
func (c *Client) AnswerNext(ctx context.Context, run string, like uint64, answer any) (api.NextRule, error) {
	var rule api.NextRule
	text, err := json.Marshal(answer)
	if err != nil {
		return rule, fmt.Errorf("the answer cannot be written as JSON: %w", err)
	}
	err = c.order(ctx, call{method: http.MethodPost, path: api.Root + "/script/next", query: ofRun(run)}, api.NextOrder{Like: like, Answer: text}, &rule)
	return rule, err
}

// order sends a JSON body.
func (c *Client) order(ctx context.Context, one call, body, into any) (err error) {
	if one.body, err = json.Marshal(body); err != nil {
		return err
	}
	return c.ask(ctx, one, into)
}
