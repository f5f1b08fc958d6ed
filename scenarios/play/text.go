package play

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender"
)

// mark puts the prefix of the run before a name that does not have it yet. Names of master data get none.
func (p *player) mark(kind scenarios.Mark, text string) string {
	wanted := kind == scenarios.SerialMark || kind == scenarios.NumberMark && p.opts.PrefixWorkOrders
	if !wanted || p.real != nil || text == "" || strings.HasPrefix(text, p.opts.Prefix) {
		return text
	}
	return p.opts.Prefix + text
}

// setSerial is the serial to post when the story sets one on a device: from the master data, or with the prefix.
func (p *player) setSerial(stock, text string) (string, error) {
	p.mu.Lock()
	p.set[text] = true
	p.mu.Unlock()
	if p.real != nil {
		return p.real.serial(p.orderOf(stock).SKU, text)
	}
	return p.mark(scenarios.SerialMark, text), nil
}

// again is a serial that the story mentions: if the story sets it on a device, the posted form; otherwise
// unchanged.
func (p *player) again(text string) string {
	p.mu.Lock()
	set := p.set[text]
	p.mu.Unlock()
	switch {
	case !set:
		return text
	case p.real != nil:
		return p.real.known(text)
	}
	return p.mark(scenarios.SerialMark, text)
}

// inRaw is a name in a raw post. Only a device post sets serials.
func (p *player) inRaw(kind schemas.Kind, mark scenarios.Mark, text string) (string, error) {
	switch {
	case p.real != nil && mark == scenarios.NumberMark:
		return p.real.number(text), nil
	case mark == scenarios.SerialMark && kind == schemas.Device && len(p.orders) > 0:
		return p.rawSerial(text)
	case mark == scenarios.SerialMark:
		return p.again(text), nil
	}
	return p.mark(mark, text), nil
}

// rawSerial is the serial of a raw device post. With master data it belongs to a device of the only work order.
func (p *player) rawSerial(text string) (string, error) {
	if p.real != nil && len(p.orders) > 1 {
		return p.again(text), nil
	}
	return p.setSerial("", text)
}

// orderOf is the work order of a stock, or the only one there is.
func (p *player) orderOf(stock string) sender.WorkOrder {
	if at, there := p.mes.Stock(stock); there {
		order, _ := p.mes.WorkOrder(at.WorkOrder)
		return order
	}
	for _, order := range p.orders {
		return order
	}
	return sender.WorkOrder{}
}

// resolveNow resolves a text as far as possible before the first step.
func (p *player) resolveNow(text scenarios.Text) string {
	value, err := text.Resolve(p.look(p.top))
	if err != nil {
		return ""
	}
	return value
}

func wholeNumber(name, text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("the %s is %q and must be a whole number", name, text)
	}
	return n, nil
}

// at gives the single value at a JSON pointer.
func at(value any, pointer string) (any, bool) {
	steps, _ := yamlfile.SplitPointer(pointer)
	for _, step := range steps {
		switch group := value.(type) {
		case map[string]any:
			value = group[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(group) {
				return nil, false
			}
			value = group[i]
		default:
			return nil, false
		}
	}
	switch value.(type) {
	case string, json.Number, bool:
		return value, true
	}
	return nil, false
}

// quoted shows a text in a sentence.
func quoted(text string) string {
	if text == "" {
		return "none"
	}
	return strconv.Quote(text)
}
