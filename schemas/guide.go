package schemas

import (
	"io/fs"
	"slices"
)

// Guide is what a person wants to know of a clause besides its sentence.
type Guide struct {
	// Why says what goes wrong on the floor when the clause is broken.
	Why string `json:"why"`
	// Mend says how the side that breaks it is put right.
	Mend string `json:"mend"`
}

// GuideTo gives the guide to a clause; an unknown id has an empty one.
func GuideTo(clause string) Guide { return guides[clause] }

// Sample shows a clause kept or broken: the body of one post or answer, or a short exchange.
type Sample struct {
	// File is the place of a body in Examples; "" is a short exchange.
	File string `json:"file"`
	// Text is the body, or the exchange: "POST /device" with the members that matter, then the status and the body of
	// the answer. A line with # is a remark.
	Text string `json:"text"`
	// Pointer is where a wrong body is wrong.
	Pointer string `json:"pointer,omitempty"`
}

// SampleOf gives a sample that keeps the clause, or one that breaks it: the first example body about it, or else an
// exchange. The text is empty for an unknown clause.
func SampleOf(clause string, right bool) Sample {
	if sample, ok := exampleOf(clause, right); ok {
		return sample
	}
	if right {
		return Sample{Text: exchanges[clause].right}
	}
	return Sample{Text: exchanges[clause].wrong}
}

func exampleOf(clause string, right bool) (Sample, bool) {
	list, err := ExampleList()
	if err != nil { // cannot be: a test reads the embedded list
		return Sample{}, false
	}
	i := slices.IndexFunc(list, func(e Example) bool { return e.Valid() == right && slices.Contains(e.Clauses, clause) })
	if i < 0 {
		return Sample{}, false
	}
	text, err := fs.ReadFile(Examples(), list[i].File)
	return Sample{File: list[i].File, Text: string(text), Pointer: list[i].Pointer}, err == nil
}
