package master

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// The bounds of a CSV file.
const (
	maxCSV  = 8 << 20
	maxRows = 50_000
)

// table is a CSV file that is being read.
type table struct {
	path    string
	source  []string // its lines, for excerpts
	comma   rune
	columns []column // by place; without a name it is not ours
}

// line is one record of a CSV file: its fields with their places.
type line struct {
	table  *table
	fields map[string]field
	row    int
}

type field struct {
	text      string
	row, cell int // from 1
}

func (l line) text(name string) string { return l.fields[name].text }

// list splits a field at blanks and bars.
func (l line) list(name string) []string {
	text := l.fields[name].text
	if strings.Contains(text, "|") {
		return trimmed(strings.Split(text, "|"))
	}
	return strings.Fields(text)
}

func trimmed(names []string) (all []string) {
	for _, name := range names {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

func (l line) problem(name, format string, args ...any) yamlfile.Problem {
	f, given := l.fields[name]
	if !given {
		f = field{row: l.row, cell: 1}
	}
	return l.table.at(f.row, f.cell, format, args...)
}

// at makes a problem of a place.
func (t *table) at(row, cell int, format string, args ...any) yamlfile.Problem {
	p := yamlfile.Problem{File: t.path, Line: row, Column: cell, Message: fmt.Sprintf(format, args...)}
	if row >= 1 && row <= len(t.source) {
		words := t.source[row-1]
		p.Column = utf8.RuneCountInString(words[:min(cell-1, len(words))]) + 1
		p.Excerpt = yamlfile.Excerpt(words, row, p.Column)
	}
	return p
}

// readCSV reads the records of a list from a file as an ERP exports it. The error is yamlfile.Problems.
func readCSV(path string, l list) ([]record, error) {
	lines, _, err := readTable(path, l)
	var records []record
	for _, one := range lines {
		records = append(records, one)
	}
	return records, err
}

// readTable reads the lines of a file with the columns of a list.
func readTable(path string, l list) ([]line, *table, error) {
	source, err := loadCSV(path)
	if err != nil {
		return nil, nil, err
	}
	t := &table{path: path, source: strings.Split(strings.ReplaceAll(string(source), "\r\n", "\n"), "\n")}
	t.comma = delimiter(t.source[0])
	reader := csv.NewReader(bytes.NewReader(source))
	reader.Comma, reader.FieldsPerRecord, reader.TrimLeadingSpace = t.comma, -1, t.comma != '\t'
	var records []line
	var problems yamlfile.Problems
	for len(records) <= maxRows {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, append(problems, t.broken(err)).Err()
		}
		if t.columns == nil {
			problems = append(problems, t.header(cells, l)...)
			continue
		}
		one, wrong := t.line(reader, cells)
		problems = append(problems, wrong...)
		if len(one.fields) > 0 {
			records = append(records, one)
		}
	}
	if len(records) > maxRows {
		return nil, nil, yamlfile.Problems{{File: path, Message: fmt.Sprintf("there are more than %d lines: leave some out", maxRows)}}
	}
	return records, t, problems.Err()
}

// loadCSV gives the text of a file in UTF-8, without a byte order mark.
func loadCSV(path string) ([]byte, error) {
	wrong := func(words string) error { return yamlfile.Problems{{File: path, Message: words}} }
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, wrong("there is no such file: check the path")
	case err != nil:
		return nil, wrong("this file cannot be read: " + err.Error())
	case !info.Mode().IsRegular():
		return nil, wrong("this is not an ordinary file: name a CSV file")
	case info.Size() > maxCSV:
		return nil, wrong(fmt.Sprintf("this file is longer than %d MiB: leave some of its lines out", maxCSV>>20))
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, wrong("this file cannot be read: " + err.Error())
	}
	const save = `save it as UTF-8 (in Excel: "CSV UTF-8")`
	source = bytes.TrimPrefix(source, []byte("\ufeff"))
	switch {
	case schemas.IsUTF16(source), bytes.IndexByte(source, 0) >= 0:
		return nil, wrong("this file is UTF-16: " + save)
	case !utf8.Valid(source):
		return nil, wrong("this file is not UTF-8: " + save)
	case len(bytes.TrimSpace(source)) == 0:
		return nil, wrong("there is nothing to read in this file: the first line names the columns")
	}
	return source, nil
}

// delimiter is what separates the names of the columns.
func delimiter(header string) rune {
	best, most := ',', 0
	for _, r := range []rune{',', ';', '\t'} {
		if n := strings.Count(header, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

// broken turns an error of the CSV reader into a problem.
func (t *table) broken(err error) yamlfile.Problem {
	if at, ok := errors.AsType[*csv.ParseError](err); ok {
		return t.at(at.Line, max(at.Column, 1), "this is not a CSV: %v; quote a text that has a quote in it, and double the quote", at.Err)
	}
	return yamlfile.Problem{File: t.path, Message: "this is not a CSV: " + err.Error()}
}
