package control

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// mostNext is how many answers may wait in a run for their posts.
const mostNext = 100

// answerNext gives the next post that is like a recorded one another answer, once.
func (d *door) answerNext(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	order := api.NextOrder{}
	if said := d.takeOrder(c.Request, `{"like": 17, "answer": {"status": 409}}`, &order); said != nil {
		return nil, said
	}
	x, said := d.exchange(order.Like)
	if said != nil {
		return nil, said
	}
	if x.Kind == "" {
		return nil, refuseNoPost(x.ID)
	}
	if !d.parsing.take(c.Context()) {
		return nil, refuseBusy()
	}
	defer d.parsing.leave()
	s, said := nextScript(x, order.Answer)
	if said != nil {
		return nil, said
	}
	return d.waitForNext(cmp.Or(run, x.Run), s)
}

// waitForNext puts the rule before all others of the run.
func (d *door) waitForNext(run string, s *script.Script) (any, *refusal) {
	if len(d.options.ERP.Next(run)) >= mostNext {
		return nil, refuseWaiting(run)
	}
	if err := d.options.ERP.AnswerNext(run, s); err != nil {
		return nil, refuseTooManyRuns(err)
	}
	return viewNext(run, s), nil
}

// nextRule is the only rule of a script that waits for one post.
type nextRule struct {
	Name   string          `json:"name"`
	When   nextWhen        `json:"when"`
	Times  int             `json:"times"`
	Answer json.RawMessage `json:"answer"`
}

type nextWhen struct {
	Kind    schemas.Kind        `json:"kind"`
	Type    string              `json:"type,omitempty"`
	Members map[string][]string `json:"members,omitempty"`
}

// nextScript is about one post of the same kind, type and serial, or work order where the post has no serial.
func nextScript(x *traffic.Exchange, answer json.RawMessage) (*script.Script, *refusal) {
	rule := nextRule{Name: fmt.Sprintf("the next like exchange %d", x.ID), When: nextWhen{Kind: x.Kind}, Times: 1, Answer: answer}
	if slices.Contains(x.Kind.Types(), x.Type) {
		rule.When.Type = x.Type
	}
	if x.Serial != "" {
		rule.When.Members = map[string][]string{"serial": {x.Serial}}
	} else if x.WorkOrder != "" {
		rule.When.Members = map[string][]string{"workorderNumber": {x.WorkOrder}}
	}
	text, err := schemas.JSON(map[string]any{"version": 1, "rules": []nextRule{rule}})
	if err != nil {
		return nil, refuseDefect()
	}
	s, err := script.Parse(rule.Name, text)
	if err != nil {
		return nil, refuseAnswer(err)
	}
	return s, nil
}

// waitingRules are the rules that wait for their one post, in one run or with "" in all.
func (d *door) waitingRules(run string) []api.NextRule {
	list := []api.NextRule{}
	for _, info := range d.options.ERP.Runs() {
		if run != "" && run != info.Name {
			continue
		}
		for _, s := range d.options.ERP.Next(info.Name) {
			list = append(list, viewNext(info.Name, s))
		}
	}
	return list
}

func viewNext(run string, s *script.Script) api.NextRule {
	return api.NextRule{Run: run, Rule: s.Name(), Source: string(s.Source())}
}
