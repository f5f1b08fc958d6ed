package script

import (
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// About is what a script says of itself, for people. No answer depends on it.
type About struct {
	// Text is what the script is about.
	Text string
	// Clauses are the clauses of the contract that it is about.
	Clauses []string
	// Understood is what the MES understands of its answers, post by post.
	Understood []Understood
}

// Understood is what the MES understands of one answer.
type Understood struct {
	Post     string `yaml:"post" json:"post"`
	Accepted bool   `yaml:"accepted" json:"accepted"`
	Words    string `yaml:"words" json:"words"`
}

// About is what the script says of itself.
func (s *Script) About() About {
	return About{Text: s.about.Text, Clauses: slices.Clone(s.about.Clauses), Understood: slices.Clone(s.about.Understood)}
}

// about refuses clauses that the contract does not have.
func (c *compiler) about(from file) About {
	for i, id := range from.Clauses {
		if _, ok := schemas.ClauseByID(id); !ok {
			c.refuse(yamlfile.Pointer("clauses", i), "the contract has no clause %s", id)
		}
	}
	return About{Text: from.About, Clauses: from.Clauses, Understood: from.Understood}
}
