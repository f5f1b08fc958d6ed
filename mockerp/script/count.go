package script

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// numbers says which numbers of a count are meant.
type numbers struct {
	list        []uint64 // empty: any between the bounds
	least, most uint64
	every       uint64
}

// holds tells whether a number, counted from 1, is meant. A nil means any.
func (n *numbers) holds(number uint64) bool {
	if n == nil {
		return true
	}
	if len(n.list) > 0 {
		return slices.Contains(n.list, number)
	}
	return number >= n.least && number <= n.most && number%n.every == 0
}

// String says which numbers are meant, for a sentence.
func (n *numbers) String() string {
	if len(n.list) > 0 {
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(n.list), " ", ", "), "[]")
	}
	var words []string
	if n.every > 1 {
		words = append(words, fmt.Sprintf("every %d", n.every))
	}
	if n.least > 1 {
		words = append(words, fmt.Sprintf("at least %d", n.least))
	}
	if n.most < math.MaxUint64 {
		words = append(words, fmt.Sprintf("at most %d", n.most))
	}
	return strings.Join(words, ", ")
}

// count reads `count`: the numbers of posts in the run, and those among the matches.
func (c *compiler) count(pointer string) (post, match *numbers) {
	value, there := c.file.Value(pointer)
	switch v := value.(type) {
	case nil:
		if !there {
			return nil, nil
		}
	case map[string]any:
		if _, ok := v["post"]; ok {
			post = c.numbers(pointer + "/post")
		}
		if _, ok := v["match"]; ok {
			match = c.numbers(pointer + "/match")
		}
		return post, match
	}
	return nil, c.numbers(pointer)
}

func (c *compiler) numbers(pointer string) *numbers {
	n := numbers{least: 1, most: math.MaxUint64, every: 1}
	value, _ := c.file.Value(pointer)
	switch v := value.(type) {
	case []any:
		for i := range v {
			n.list = append(n.list, c.ordinal(pointer+yamlfile.Pointer(i)))
		}
	case json.Number:
		n.list = []uint64{c.ordinal(pointer)}
	case map[string]any:
		c.bounds(pointer, v, &n)
	}
	return &n
}

func (c *compiler) bounds(pointer string, from map[string]any, n *numbers) {
	for name := range from {
		limit := c.ordinal(pointer + "/" + name)
		switch name {
		case "above":
			n.least = max(n.least, limit+1)
		case "atLeast":
			n.least = max(n.least, limit)
		case "below":
			n.most = min(n.most, limit-1)
		case "atMost":
			n.most = min(n.most, limit)
		case "every":
			n.every = limit
		}
	}
	if n.least > n.most {
		c.refuse(pointer, "no number can match: the lower bound is above the upper one")
	}
}

// ordinal reads a number from 1 on. The schema has already refused anything else.
func (c *compiler) ordinal(pointer string) uint64 {
	value, _ := c.file.Value(pointer)
	written, _ := value.(json.Number)
	number, err := written.Float64() // exact: the schema allows up to a billion, also as 1e9
	if err != nil || number < 1 {
		return 1
	}
	return uint64(number)
}
