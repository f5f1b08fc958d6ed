package commandline

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Request is what a command sends.
type Request struct {
	Method string
	URL    string
	Header http.Header
	Body   []byte
}

// shell is whose rules of quoting a command follows.
type shell int

const (
	posix shell = iota
	cmd
	powerShell
	javaScript
)

var (
	// prompts are what stands before a command in a terminal.
	prompts = regexp.MustCompile(`^(?:PS [^>]*> ?|[A-Za-z]:\\[^>]*>\s?|[\w.-]+@[^$#%]*[$#%] |[$#%>] )`)
	begins  = regexp.MustCompile(`^(?i:curl(?:\.exe)?[ \t^"'\x60-]|(?:\$\w+ ?= ?)?(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)[ \t\x60])|^(?:(?:await|const \w+ = await|return) )?fetch\(`)
)

// copied is how browsers begin a command for cmd.
var copied = regexp.MustCompile(`^curl \^"`)

// Begins tells whether a line is the first of a command that can be read.
func Begins(line string) bool {
	if strings.HasPrefix(line, "printf '") {
		return strings.Contains(line, "' | curl ")
	}
	if bare := withoutPrompt(line); strings.HasPrefix(bare, "echo '") && isHTTPie(bare) {
		return true
	}
	line = line[:min(len(line), longestBegin)]
	lower := strings.ToLower(line)
	if strings.Contains(lower, "http") && isHTTPie(withoutPrompt(line)) {
		return true
	}
	return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(lower, name) }) && begins.MatchString(withoutPrompt(line))
}

// longestBegin is how far the name of a command may stand behind its prompt and its variable.
const longestBegin = 512

// names are looked for first: most lines of a file begin no command, and a regular expression costs more.
var names = []string{"curl", "fetch(", "invoke-", "iwr", "irm"}

func withoutPrompt(line string) string {
	line = strings.TrimLeft(line, " \t")
	if prompt := prompts.FindString(line); prompt != "" {
		return strings.TrimLeft(line[len(prompt):], " \t")
	}
	return line
}

// shellOf tells the rules from the first line and its end.
func shellOf(first string) shell {
	bare, end := withoutPrompt(first), strings.TrimRight(first, " \t\r\n")
	prompt := strings.TrimSpace(strings.TrimSuffix(strings.TrimLeft(first, " \t"), bare))
	switch {
	case strings.Contains(strings.SplitN(bare, "(", 2)[0], "fetch"):
		return javaScript
	case strings.HasPrefix(prompt, "PS "), strings.HasSuffix(end, "`"), !isCurl(bare) && !isHTTPie(bare):
		return powerShell
	case len(prompt) > 2 && prompt[1] == ':', strings.HasSuffix(end, "^"), copied.MatchString(bare):
		return cmd
	}
	return posix
}

func isCurl(bare string) bool {
	name := strings.ToLower(bare[:min(len(bare), len("printf"))])
	return strings.HasPrefix(name, "curl") || name == "printf"
}

// Parse reads a whole command. The error says what the command lacks, or which part of it is unknown.
func Parse(text string) (*Request, error) {
	first, _, _ := strings.Cut(text, "\n")
	rules, bare := shellOf(first), withoutPrompt(text)
	if rules == javaScript {
		return fetched(bare)
	}
	if isHTTPie(bare) {
		words, err := wordsOf(bare, rules)
		if err != nil {
			return nil, err
		}
		return httpieRequest(words)
	}
	if !isCurl(bare) {
		words, err := powerShellWords(bare)
		if err != nil {
			return nil, err
		}
		return webRequest(words)
	}
	r, err := curl(bare, rules)
	if rules == posix && (err != nil || !isObject(r.Body)) { // Windows says nothing of itself in a single line
		if other, otherErr := curl(bare, cmd); otherErr == nil && isObject(other.Body) {
			return other, nil
		}
	}
	return r, err
}

func curl(text string, rules shell) (*Request, error) {
	words, err := wordsOf(text, rules)
	if err != nil {
		return nil, err
	}
	return curlRequest(words)
}

func wordsOf(text string, rules shell) ([]string, error) {
	switch rules {
	case cmd:
		return cmdWords(text)
	case powerShell:
		list, err := powerShellWords(text)
		words := make([]string, 0, len(list))
		for _, one := range list {
			words = append(words, asArgument(one.text))
		}
		return words, err
	case posix, javaScript:
	}
	return posixWords(text)
}

var errOpen = errors.New("a quote is opened and not closed, or the command is cut off: paste all of it")
