package control

import (
	"strconv"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// switchRule switches one rule off or on again; its counts stay.
func (d *door) switchRule(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	order := api.RuleSwitch{}
	if said := d.takeOrder(c.Request, `{"off": true}`, &order); said != nil {
		return nil, said
	}
	if order.Off == nil {
		return nil, refuseOrder(`{"off": true}`, "it does not say whether off is true or false")
	}
	number, err := strconv.Atoi(c.param("n"))
	if err != nil {
		number = 0 // is no rule either
	}
	if _, said := d.showScript(c); said != nil {
		return nil, said
	}
	if !d.options.ERP.SwitchRule(run, number, *order.Off) {
		return nil, refuseNoRule(c.param("n"))
	}
	return d.showScript(c)
}
