package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// The bounds of a difference in a report.
const (
	maxDiffLines = 200
	maxDiffText  = 20_000
)

// difference shows the expected and the actual text line by line. JSON is first written over several lines.
func difference(expected, came string) string {
	a, b := lines(expected), lines(came)
	if len(a) == 1 && len(b) == 1 {
		return "- expected: " + a[0] + "\n+ came:     " + b[0] + "\n"
	}
	var out strings.Builder
	for _, line := range diff(a, b) {
		out.WriteString(line + "\n")
	}
	return out.String()
}

// lines splits a text into printable lines.
func lines(text string) []string {
	more := ""
	if len(text) > maxDiffText {
		more, text = fmt.Sprintf("… %d bytes more", len(text)-maxDiffText), strings.ToValidUTF8(text[:maxDiffText], "")
	}
	var pretty bytes.Buffer
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") && json.Indent(&pretty, []byte(trimmed), "", "  ") == nil {
		text = pretty.String()
	}
	all := strings.Split(text, "\n")
	if len(all) > maxDiffLines {
		more, all = fmt.Sprintf("… %d lines more", len(all)-maxDiffLines), all[:maxDiffLines]
	}
	for i := range all {
		all[i] = show.Text(all[i])
	}
	if more != "" {
		all = append(all, more)
	}
	return all
}

// diff marks the lines that only one side has with - (expected) and + (came). It uses the longest common
// subsequence of lines.
func diff(a, b []string) []string {
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			if a[i] == b[k] {
				longest[i][k] = longest[i+1][k+1] + 1
			} else {
				longest[i][k] = max(longest[i+1][k], longest[i][k+1])
			}
		}
	}
	var out []string
	i, k := 0, 0
	for i < len(a) || k < len(b) {
		switch {
		case i < len(a) && k < len(b) && a[i] == b[k]:
			out = append(out, "  "+a[i])
			i, k = i+1, k+1
		case k == len(b) || i < len(a) && longest[i+1][k] >= longest[i][k+1]:
			out = append(out, "- "+a[i])
			i++
		default:
			out = append(out, "+ "+b[k])
			k++
		}
	}
	return out
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+by) + "\n"
}
