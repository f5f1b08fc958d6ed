package yamlfile

import (
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// leaves flattens the validator's tree of errors to those that say something. Of a oneOf
// or anyOf it keeps the branch that was most likely meant.
func (p *published) leaves(e *jsonschema.ValidationError) []leaf {
	if len(e.Causes) == 0 {
		return []leaf{{pointer: pointerOf(e.InstanceLocation), keyword: p.keyword(e.AbsoluteKeywordLocation), cause: e}}
	}
	if strings.HasSuffix(e.AbsoluteKeywordLocation, "/anyOf") || strings.HasSuffix(e.AbsoluteKeywordLocation, "/oneOf") {
		return p.likeliest(e)
	}
	var all []leaf
	for _, cause := range e.Causes {
		all = append(all, p.leaves(cause)...)
	}
	return all
}

// likeliest chooses the branch with the smallest cost. When every branch wants another
// kind of value, one leaf tells what all of them want.
func (p *published) likeliest(e *jsonschema.ValidationError) []leaf {
	pointer := pointerOf(e.InstanceLocation)
	whole := p.keyword(e.AbsoluteKeywordLocation)
	if len(alternatives(whole)) > 0 {
		return []leaf{{pointer: pointer, keyword: whole, cause: e}}
	}
	var best []leaf
	var others []keyword
	bestCost, allShapes := 0, true
	for _, cause := range e.Causes {
		branch := p.leaves(cause)
		cost := costOf(branch, pointer)
		if best == nil || cost < bestCost {
			best, bestCost = branch, cost
		}
		one := len(branch) == 1 && branch[0].pointer == pointer && isShape(branch[0].keyword.name)
		if allShapes = allShapes && one; one {
			others = append(append(others, branch[0].keyword), branch[0].others...)
		}
	}
	if allShapes && len(best) == 1 {
		best[0].others = others
	}
	return best
}

// isShape tells whether a keyword says what kind of value is wanted.
func isShape(name string) bool { return name == "type" || name == "enum" || name == "const" }

// costOf says how far a value is from what a branch wants. The wrong kind of value at the
// top weighs most, then a wrong word, then wrong names; the rest are details.
func costOf(branch []leaf, pointer string) int {
	cost := 0
	for _, l := range branch {
		switch here := l.pointer == pointer; {
		case here && l.keyword.name == "type":
			cost += 1000
		case here && isShape(l.keyword.name):
			cost += 100
		case here && (l.keyword.name == "additionalProperties" || l.keyword.name == "required"):
			cost += 10
		default:
			cost++
		}
	}
	return cost
}

// alternatives gives the names of a oneOf or anyOf whose branches only require names.
func alternatives(k keyword) []string {
	branches, _ := k.value.([]any)
	var names []string
	for _, b := range branches {
		branch, _ := b.(map[string]any)
		required := words(branch["required"])
		if len(branch) != 1 || len(required) == 0 {
			return nil
		}
		names = append(names, quote(strings.Join(required, " with ")))
	}
	return names
}
