package master

import (
	"encoding/csv"
	"regexp"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// header finds out what the columns are. Unknown ones are reported only if they look like a known one.
func (t *table) header(cells []string, l list) (problems yamlfile.Problems) {
	t.columns = make([]column, len(cells))
	seen := map[string]bool{}
	for i, cell := range cells {
		c, known := l.column(cell)
		if !known {
			continue // an ERP exports many columns
		}
		if seen[c.name] {
			problems = append(problems, t.at(1, 1, "two columns mean %s: keep one, or call the right one %s and the other something else", c.name, c.name))
			continue
		}
		seen[c.name], t.columns[i] = true, c
	}
	for _, c := range l.columns {
		if c.needed && !seen[c.name] {
			problems = append(problems, t.at(1, 1, "there is no column %s: one of %s", c.name, strings.Join(append([]string{c.name}, c.aliases...), ", ")))
		}
	}
	return problems
}

// line reads one line. A line with nothing in it has no fields.
func (t *table) line(reader *csv.Reader, cells []string) (line, yamlfile.Problems) {
	one := line{table: t, fields: map[string]field{}}
	var problems yamlfile.Problems
	for i, cell := range cells {
		row, at := reader.FieldPos(i)
		one.row = row
		cell = strings.TrimSpace(cell)
		if i >= len(t.columns) || t.columns[i].name == "" || cell == "" {
			continue
		}
		text, wrong := t.columns[i].read(cell, t.comma != ',')
		if wrong != "" {
			problems = append(problems, t.at(row, at, "%s %s, but %q is there", t.columns[i].name, wrong, cell))
		}
		one.fields[t.columns[i].name] = field{text, row, at}
	}
	for _, c := range t.columns {
		if _, given := one.fields[c.name]; c.needed && c.kind != aBlank && !given && len(one.fields) > 0 {
			problems = append(problems, one.problem(c.name, "%s is empty in this line", c.name))
		}
	}
	return one, problems
}

// decimal is a number as people write it.
var decimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// read takes a field as what its column has, and says what is wrong; "" is nothing. A comma may be the
// decimal point if it does not separate the columns.
func (c column) read(text string, comma bool) (value, wrong string) {
	switch c.kind {
	case aNumber, aWhole:
		return c.number(text, comma)
	case aFlag:
		switch strings.ToLower(text) {
		case "true", "yes", "y", "1", "x", "ja", "oui", "si", "כן":
			return "true", ""
		case "false", "no", "n", "0", "-", "nein", "non", "לא":
			return "false", ""
		}
		return "", "must be yes or no"
	}
	return text, ""
}

func (c column) number(text string, comma bool) (value, wrong string) {
	if comma && strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	if !decimal.MatchString(text) || len(text) > maxDigits {
		return "", "must be a number such as 12.5, without a sign for thousands"
	}
	if whole, rest, _ := strings.Cut(text, "."); c.kind == aWhole {
		if strings.Trim(rest, "0") != "" {
			return "", "must be a whole number"
		}
		text = whole
	}
	trimmed := strings.TrimLeft(text, "0")
	if trimmed == "" || trimmed[0] == '.' {
		trimmed = "0" + trimmed
	}
	return trimmed, ""
}
