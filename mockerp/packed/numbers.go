package packed

import "strings"

// Numbers gives every text a number, so that a text of many things is kept and written once; "" is 0. Make one with
// NewNumbers.
type Numbers struct {
	known map[string]uint32
	texts []string
}

// NewNumbers knows "" alone.
func NewNumbers() *Numbers { return &Numbers{map[string]uint32{"": 0}, []string{""}} }

// Of returns the number of a text, a new one if it is not known yet.
func (n *Numbers) Of(text string) uint32 {
	number, known := n.known[text]
	if !known {
		number, text = uint32(len(n.texts)), strings.Clone(text) // it may be a part of a long body
		n.known[text] = number
		n.texts = append(n.texts, text)
	}
	return number
}

// Known returns the number of a text if it has one.
func (n *Numbers) Known(text string) (number uint32, known bool) {
	number, known = n.known[text]
	return number, known
}

// Text returns the text of a number, which must have been given.
func (n *Numbers) Text(number uint32) string { return n.texts[number] }

// All returns all texts, by their numbers. Do not change them.
func (n *Numbers) All() []string { return n.texts }

// Append writes all texts.
func (n *Numbers) Append(to []byte) []byte { return AppendTexts(to, n.texts[1:]) }

// Numbers reads what Append wrote.
func (r *Reader) Numbers() *Numbers {
	count := r.Count()
	room := min(count, mostAtOnce) + 1
	n := &Numbers{make(map[string]uint32, room), make([]string, 0, room)}
	n.texts, n.known[""] = append(n.texts, ""), 0
	for range count {
		text := r.Text()
		if _, twice := n.known[text]; twice {
			r.Fail()
		}
		if r.bad {
			return NewNumbers()
		}
		n.known[text] = uint32(len(n.texts))
		n.texts = append(n.texts, text)
	}
	return n
}

// NumberOf reads the number of a text.
func (r *Reader) NumberOf(n *Numbers) uint32 {
	number := r.Uvarint()
	if number >= uint64(len(n.texts)) {
		r.Fail()
		return 0
	}
	return uint32(number)
}
