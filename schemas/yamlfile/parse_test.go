package yamlfile

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// wantProblems compares what was refused with the places and sentences that are wanted,
// each as `line:column: beginning of the message`.
func wantProblems(t *testing.T, err error, want ...string) {
	t.Helper()
	var got Problems
	if !errors.As(err, &got) {
		t.Fatalf("got %v, want problems", err)
	}
	var list []string
	for _, p := range got {
		text, _, _ := strings.Cut(p.Error(), "\n")
		list = append(list, strings.TrimPrefix(strings.TrimPrefix(text, "f.yaml"), ":"))
	}
	same := len(list) == len(want)
	for i := 0; same && i < len(want); i++ {
		same = strings.HasPrefix(strings.TrimSpace(list[i]), want[i])
	}
	if !same {
		t.Fatalf("got problems\n  %s\nwant\n  %s", strings.Join(list, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		src  string
		want []string
	}{
		"empty":            {"", []string{"the file is empty"}},
		"blanks only":      {" \n\n\t\n", []string{"the file is empty"}},
		"comments only":    {"# a\n# b\n", []string{"the file has comments only"}},
		"two documents":    {"a: 1\n---\nb: 2\n", []string{"2:1: a second document begins here"}},
		"tab indent":       {"a:\n\tb: 1\n", []string{"2:1: this line is indented with a tab"}},
		"tab, then a sign": {"\n\t@x\n", []string{"2:2: this line is indented with a tab"}},
		"UTF-16":           {"\xff\xfea\x00:\x00", []string{"this is UTF-16 text"}},
		"UTF-16 no mark":   {"a\x00:\x001\x00\n\x00", []string{"this is UTF-16 text"}},
		"not UTF-8":        {"a: 1\nb: \xe9\n", []string{"2:4: this is not UTF-8 text"}},
		"zero byte":        {"a: \x00\n", []string{"1:4: there is a zero byte here"}},
		"escape character": {"a: \x1b[31m\n", []string{"1:4: there is a control character here"}},
		"anchor, alias": {"a: &x 1\nb: *x\n", []string{
			"1:4: anchors (&x) are not read", "2:4: references (*x) are not read",
		}},
		"unknown alias":      {"a: *x\n", []string{"1:4: a text that begins with * must be quoted"}},
		"star alone":         {"a: *\n", []string{"1:4: a text that begins with * must be quoted"}},
		"merge":              {"<<: {a: 1}\n", []string{"1:1: merging (<<) is not read"}},
		"tag":                {"a: !!binary aGk=\n", []string{"1:4: tags (!!binary) are not read"}},
		"twice":              {"a: 1\nb: 2\na: 3\n", []string{`3:1: "a" appears twice: the first one is on line 1`}},
		"twice in JSON":      {`{"a": 1, "a": 2}`, []string{`1:10: "a" appears twice`}},
		"names of no text":   {"1: x\ntrue: y\n~: z\n", []string{"1:1: the name 1 must be quoted", "2:1: the name true", "3:1: the name ~"}},
		"unquoted template":  {"a: {{ .serial }}\n", []string{"1:5: a name was wanted here"}},
		"template in a text": {"a: {{ .serial }} is blocked\n", []string{"1:18: a text that begins with {{ must be quoted"}},
		"empty name":         {"'': 1\n", []string{"1:1: a name is missing before the colon"}},
		"regex in quotes":    {`a: "^SN-\d+$"`, []string{"1:9: a backslash has a meaning of its own"}},
		"second colon":       {"a: b: c\n", []string{"1:5: a second colon is not expected here"}},
		"missing blank":      {"a:b\nc: 1\n", []string{"2:2: this line does not fit the lines above it"}},
		"indented too far":   {"a: 1\n b: 2\n", []string{"2:3: this line does not fit the lines above it"}},
		"open bracket":       {"a: [1, 2\n", []string{"1:4: what begins here is never closed"}},
		"open quote":         {"b: 1\na: 'x\n\n\n", []string{"2:4: what begins here is never closed"}},
		"ends too early":     {strings.Repeat("[", 20), []string{"1:21: the file ends too early"}},
		"at sign":            {"a: @x\n", []string{"1:4: a text that begins with @ must be quoted"}},
		"after a quote":      {"a: \"x\" y\n", []string{"1:8: this is not YAML"}},
		"columns in letters": {"שלום: 'טקסט' x\n", []string{"1:14: this is not YAML"}},
		"too deep":           {strings.Repeat("[", 33) + strings.Repeat("]", 33), []string{"1:33: this is nested deeper than 32 levels"}},
		"objects too deep":   {strings.Repeat("{a: ", 33) + "1" + strings.Repeat("}", 33), []string{"1:129: this is nested deeper than 32 levels"}},
		"far too deep":       {strings.Repeat("[", 20_000), []string{"1:10001: "}},
		"too long":           {strings.Repeat("#", maxSize+1), []string{"this is longer than 1 MiB"}},
		"too many values":    {strings.Repeat("- 1\n", maxValues+1), []string{"the file has too many values"}},
		"too many names":     {"a:\n" + manyNames(maxNames+1), []string{"2:2: an object here may have 1000 names at most"}},
		"name too long":      {strings.Repeat("n", 257) + ": 1\n", []string{"1:1: this name is longer than 256 bytes"}},
		"name never ends":    {strings.Repeat("n", 5000) + ": 1\n", []string{"1:"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f.yaml", []byte(tt.src))
			wantProblems(t, err, tt.want...)
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" n" + string(rune('0'+i%10)) + strings.Repeat("x", i/10) + ": 1\n")
	}
	return b.String()
}

func TestParseReadsWords(t *testing.T) {
	number := func(s string) any { return json.Number(s) }
	tests := map[string]any{
		"7": number("7"), "-7": number("-7"), "0": number("0"), "0.10": number("0.10"), "1e5": number("1e5"),
		"12345678901234567890.5": number("12345678901234567890.5"),
		"0007":                   "0007", "010": "010", "0x10": "0x10", "1_000": "1_000", "+5": "+5", ".5": ".5", "5.": "5.", "0o7": "0o7",
		".inf": ".inf", ".nan": ".nan", "1:30": "1:30", "1e": "1e", "1e1000001": "1e1000001", "1e301": "1e301", "1e300": number("1e300"), strings.Repeat("8", 100): number(strings.Repeat("8", 100)),
		strings.Repeat("9", 101): strings.Repeat("9", 101),
		"2024-01-01":             "2024-01-01", "2024-01-01T10:00:00Z": "2024-01-01T10:00:00Z",
		"yes": "yes", "no": "no", "on": "on", "Off": "Off", "true": true, "False": false, "null": nil, "~": nil, "": nil,
		"'7'": "7", `"true"`: "true", "'~'": "~", `""`: "", "=": "=",
	}
	for written, want := range tests {
		f, err := Parse("f.yaml", []byte("a: "+written+"\n"))
		if err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if got, ok := f.Value("/a"); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %#v, want %#v", written, got, want)
		}
	}
}

func TestParseReadsJSON(t *testing.T) {
	f, err := Parse("request body", []byte("\xef\xbb\xbf{\n\t\"a\": \"\\ud83d\\ude00 \\u05d0\\/\",\r\n\t\"ב\": [1, {\"c/d~\": null}],\n\t\"n\": 1e400\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": "😀 א/", "ב": []any{json.Number("1"), map[string]any{"c/d~": nil}}, "n": "1e400"}
	if got, _ := f.Value(""); !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
	p := f.Problem("/ב/1/c~1d~0", "here")
	if p.Line != 3 || p.Column != 20 {
		t.Errorf("the place is %d:%d, want 3:20\n%s", p.Line, p.Column, p.Excerpt)
	}
	if p := f.KeyProblem("/ב/1/c~1d~0", "here"); p.Line != 3 || p.Column != 12 {
		t.Errorf("the place of the name is %d:%d, want 3:12\n%s", p.Line, p.Column, p.Excerpt)
	}
}

// A list is JSON as well as an object is: YAML does not know its escapes.
func TestParseReadsAListOfJSON(t *testing.T) {
	f, err := Parse("request body", []byte(` ["\ud83d\ude00"]`))
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := f.Value("/0"); !ok || got != "😀" {
		t.Errorf("got %#v", got)
	}
}

// As many levels, names and letters of a name as may be.
func TestTidy_AtItsBounds(t *testing.T) {
	for name, src := range map[string]string{
		"levels":  strings.Repeat("{a: ", 31) + "1" + strings.Repeat("}", 31),
		"names":   "a:\n" + manyNames(maxNames),
		"letters": strings.Repeat("n", maxNameLength) + ": 1\n",
	} {
		if _, err := Parse("f.yaml", []byte(src)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The bounds themselves are within.
func TestGuard_AtItsBounds(t *testing.T) {
	for name, c := range map[string]struct {
		src   string
		right bool
	}{
		"as long as may be": {strings.Repeat("a", maxSize), true},
		"longer":            {strings.Repeat("a", maxSize+1), false},
		"as many values":    {"a" + strings.Repeat("\n", maxValues), true},
		"one value more":    {"a" + strings.Repeat("\n", maxValues+1), false},
	} {
		if _, err := guard("f.yaml", []byte(c.src)); (err == nil) != c.right {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJSONWithLooseEndsIsReadAsYAML(t *testing.T) {
	f, err := Parse("f.json", []byte("{\"a\": 1, # why\n b: [2,],}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := f.Value("/b/0"); got != json.Number("2") {
		t.Errorf("got %#v", got)
	}
}

// A file within the bounds must not cost more than they promise.
func TestHostileFilesStaySmall(t *testing.T) {
	sources := map[string]string{
		"list":     "[" + strings.Repeat("1,", maxValues-10) + "1]",
		"commas":   "{" + strings.Repeat("a,", maxValues-10) + "}",
		"names":    strings.Repeat("a:\n", maxValues/2-10),
		"bang":     strings.Repeat("!", maxSize),
		"anchors":  strings.Repeat("&a ", maxSize/3),
		"dashes":   strings.Repeat("- ", maxSize/2),
		"key":      strings.Repeat("a", maxSize),
		"escapes":  "\"" + strings.Repeat("\\", maxSize-1),
		"comments": strings.Repeat("#\n", maxValues-10),
		"one line": "[" + strings.Repeat("\"aaaaaaaaaaaa\",", maxValues-10) + "1]",
	}
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			var err error
			spent := allocated(func() { _, err = Parse("f.yaml", []byte(src)) }) >> 20
			if spent > 150 {
				t.Errorf("%d MiB were allocated", spent)
			}
			if err != nil && len(err.Error()) > 50*1000 {
				t.Errorf("the error is %d bytes long", len(err.Error()))
			}
		})
	}
}
