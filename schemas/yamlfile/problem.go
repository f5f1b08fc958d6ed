package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in one file. Line and Column count from 1, in letters; they are
// 0 when the mistake is the file as a whole, such as a file that is not there.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Pointer is the RFC 6901 JSON pointer of the value that is meant; "" is the whole file.
	Pointer string `json:"pointer"`
	// Message is a sentence: what is wrong, what was wanted, the cure.
	Message string `json:"message"`
	// Excerpt is the line of the file with a caret below the place; "" when there is none.
	Excerpt string `json:"excerpt,omitempty"`

	cause error
	// limit tells that a bound of the schema is broken: a text or list that is too long.
	limit bool
	// more is how many problems this one stands for, which are counted and not told.
	more int
}

// Error gives `file:line:column: message` and, below it, the excerpt.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": " + p.Message)
	if p.Excerpt != "" {
		b.WriteString("\n" + p.Excerpt)
	}
	return b.String()
}

// Unwrap gives the error of the operating system, where that is what went wrong.
func (p Problem) Unwrap() error { return p.cause }

// Problems are all the mistakes of a file. It is the error of every function here.
type Problems []Problem

// maxProblems is how many problems of one file are told; the rest is counted.
const maxProblems = 50

// mostKept bounds the work on a hostile file.
const mostKept = 500

// Add takes up a problem, but none at a place where there is one already: one word, one problem. Behind
// some hundred it only counts, for fewer are told anyway.
func (ps *Problems) Add(p Problem) {
	known := func(other Problem) bool {
		return other.more == 0 && other.File == p.File && other.Line == p.Line && other.Column == p.Column
	}
	switch last := len(*ps) - 1; {
	case slices.ContainsFunc(*ps, known):
	case len(*ps) < mostKept:
		*ps = append(*ps, p)
	case (*ps)[last].more > 0:
		(*ps)[last] = counted(p.File, (*ps)[last].more+max(p.more, 1), (*ps)[last].limit || p.limit)
	default:
		*ps = append(*ps, counted(p.File, max(p.more, 1), p.limit))
	}
}

// counted stands for problems that are not told.
func counted(file string, more int, limit bool) Problem {
	return Problem{File: file, Message: fmt.Sprintf("there are %d more problems in this file", more), more: more, limit: limit}
}

// Count is how many problems there are, those that are only counted included.
func (ps Problems) Count() int {
	sum := 0
	for _, p := range ps {
		sum += max(p.more, 1)
	}
	return sum
}

// OverLimit tells whether a text, a list or an object of the file is longer than its schema allows. What is in it
// is hostile as likely as not: nobody should read on.
func (ps Problems) OverLimit() bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return p.limit })
}

// Error lists the problems, one below the other.
func (ps Problems) Error() string {
	list := make([]string, len(ps))
	for i := range ps {
		list[i] = ps[i].Error()
	}
	return strings.Join(list, "\n")
}

// Unwrap gives the single problems, so that errors.Is and errors.As look into them.
func (ps Problems) Unwrap() []error {
	list := make([]error, len(ps))
	for i := range ps {
		list[i] = ps[i]
	}
	return list
}

// Err gives the problems as an error, in the order of the file and each once; nil when
// there are none. Of more than 50 it keeps the first 50 and says how many there are more.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	list, more := make(Problems, 0, len(ps)), 0
	for _, p := range ps {
		if more += p.more; p.more == 0 {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	list = slices.CompactFunc(list, func(a, b Problem) bool {
		return a.Line == b.Line && a.Column == b.Column && a.Message == b.Message
	})
	told := min(len(list), maxProblems)
	if more += len(list) - told; more > 0 {
		list = append(list[:told:told], counted(ps[0].File, more, ps.OverLimit()))
	}
	return list
}
