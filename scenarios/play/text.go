package play

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// mark puts the prefix of the run before a name, unless it is there.
func (p *player) mark(kind scenarios.Mark, text string) string {
	wanted := kind == scenarios.SerialMark || kind == scenarios.NumberMark && p.opts.PrefixWorkOrders
	if !wanted || text == "" || strings.HasPrefix(text, p.opts.Prefix) {
		return text
	}
	return p.opts.Prefix + text
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
