package master

// Column is a column of a CSV file that has no master data in it, and how the file may call it: by the name or by an
// alias, whatever the case, blanks and marks. As is the one header that it has in this file, if that is known.
type Column struct {
	Name    string
	Aliases []string
	As      string
	Number  bool
}

// Row is a line of a CSV file: the fields that are not empty, by the name of their column.
type Row struct {
	Line   int
	Fields map[string]string
}

// ReadTable reads a CSV file as an ERP exports it, and which of the columns it has. The error is yamlfile.Problems.
func ReadTable(path string, columns []Column) (rows []Row, found []string, err error) {
	l := list{renamed: map[string]bool{}}
	for _, c := range columns {
		one := column{name: c.Name}
		for _, alias := range c.Aliases {
			one.aliases = append(one.aliases, plain(alias))
		}
		if c.As != "" {
			one.aliases, l.renamed[c.Name] = []string{plain(c.As)}, true
		}
		if c.Number {
			one.kind = aNumber
		}
		l.columns = append(l.columns, one)
	}
	records, t, err := readTable(path, l)
	for _, one := range records {
		row := Row{one.row, map[string]string{}}
		for name, field := range one.fields {
			row.Fields[name] = field.text
		}
		rows = append(rows, row)
	}
	if t != nil {
		for _, c := range t.columns {
			if c.name != "" {
				found = append(found, c.name)
			}
		}
	}
	return rows, found, err
}
