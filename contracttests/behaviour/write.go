package behaviour

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// JSON writes the profile for programs.
func (p Profile) JSON(out io.Writer) error { return schemas.PrintJSON(out, p) }

// Markdown writes the profile as one table; two of them can be compared line by line.
func (p Profile) Markdown(out io.Writer) error {
	var b strings.Builder
	b.WriteString("# What the ERP does where the contract leaves it open\n\nNothing here is right or wrong: it is what an integrator has to know.\n\n| question | what it does | seen |\n| --- | --- | --- |\n")
	for _, h := range p.Habits {
		fmt.Fprintf(&b, "| %s | **%s** | %s |\n", cell(h.Question), cell(cmp.Or(h.Answer, "not known")), cell(h.Seen))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// cell is the first line of a text, which stays in its cell.
func cell(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return show.Markdown(line)
}
