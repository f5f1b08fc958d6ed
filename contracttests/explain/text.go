package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// mostNamed is how many checks or broken ERPs are named; of more, the number is told.
const mostNamed = 12

// Text writes the clause for a person. The error is the writer's.
func (c Clause) Text(to io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s\n", c.ID, c.Level, c.Section)
	paragraph(&b, c.Sentence)
	if c.Reading {
		paragraph(&b, "This is our reading: the vendor's text leaves it open, or a part of it.")
	}
	section(&b, "Why it matters", c.Why)
	sample(&b, "Right", c.Right)
	sample(&b, "Wrong", c.Wrong)
	section(&b, "How to mend", c.Mend)
	c.writeChecks(&b)
	c.writeBroken(&b)
	_, err := io.WriteString(to, b.String())
	return err
}

// List writes every clause in one line. The error is the writer's.
func List(to io.Writer) error {
	var b strings.Builder
	in := ""
	for _, clause := range schemas.Clauses() {
		if clause.Section != in {
			in = clause.Section
			fmt.Fprintf(&b, "%s\n", in)
		}
		fmt.Fprintf(&b, "  %-4s %-7s %s\n", clause.ID, clause.Level, clause.Sentence)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

func (c Clause) writeChecks(b *strings.Builder) {
	b.WriteString("\nChecked by erpkit verify\n")
	switch {
	case len(c.Checks) > 0:
		c.few(b, c.Checks)
		if len(c.Also) > 0 {
			fmt.Fprintf(b, "  Others that have to do with it: %d, see --json\n", len(c.Also))
		}
	case len(c.Also) > 0:
		b.WriteString("  No check of its own; these have to do with it:\n")
		c.few(b, c.Also)
	default:
		b.WriteString("  No check names it.\n")
	}
}

func (c Clause) writeBroken(b *strings.Builder) {
	b.WriteString("\nTry it on a broken ERP\n")
	if len(c.Broken) == 0 {
		b.WriteString("  No ERP of erpkit brokenerp breaks it.\n")
		return
	}
	first := c.Broken[0]
	fmt.Fprintf(b, "  %s  # %s\n  %s\n", first.Run, first.About, first.Verify)
	if more := c.Broken[1:]; len(more) > 0 {
		var names []string
		for _, erp := range more[:min(mostNamed, len(more))] {
			names = append(names, erp.Name)
		}
		rest := ""
		if left := len(more) - len(names); left > 0 {
			rest = fmt.Sprintf(" and %d more, see --json", left)
		}
		paragraph(b, "Others: "+strings.Join(names, ", ")+rest)
	}
}

func (c Clause) few(b *strings.Builder, names []string) {
	for _, name := range names[:min(mostNamed, len(names))] {
		fmt.Fprintf(b, "  %s\n", name)
	}
	if left := len(names) - mostNamed; left > 0 {
		fmt.Fprintf(b, "  and %d more: erpkit verify --list --focus '\\b%s\\b'\n", left, c.ID)
	}
}

func section(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "\n%s\n", title)
	paragraph(b, text)
}

// paragraph writes a text in lines of some 100 characters.
func paragraph(b *strings.Builder, text string) {
	const width = 100
	line := " "
	for word := range strings.FieldsSeq(text) {
		if len([]rune(line))+len([]rune(word)) > width && line != " " {
			b.WriteString(line + "\n")
			line = " "
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
}

// sample writes an exchange as it is, and a body as JSON in lines.
func sample(b *strings.Builder, title string, s schemas.Sample) {
	if s.File != "" {
		title += " (schemas/examples/" + s.File + ")"
	}
	if s.Pointer != "" {
		title += ", wrong at " + s.Pointer
	}
	text := s.Text
	var pretty bytes.Buffer
	if json.Indent(&pretty, []byte(text), "", "  ") == nil {
		text = pretty.String()
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for line := range strings.Lines(strings.TrimSpace(text)) {
		fmt.Fprintf(b, "  %s\n", strings.TrimSuffix(line, "\n"))
	}
}
