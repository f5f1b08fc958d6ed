package show

import (
	"errors"
	"regexp"
	"runtime"
	"strings"
)

// Shell is the shell that a line is written for. The zero value is a POSIX shell.
type Shell string

// The shells.
const (
	Sh         Shell = "sh"
	PowerShell Shell = "powershell" // Windows PowerShell 5.1 and PowerShell 7, on Windows
)

// UsualShell is the one of this system.
func UsualShell() Shell {
	if runtime.GOOS == "windows" {
		return PowerShell
	}
	return Sh
}

// ParseShell gives the shell of a name.
func ParseShell(name string) (Shell, error) {
	if s := Shell(name); s == Sh || s == PowerShell {
		return s, nil
	}
	return "", errors.New("give sh or powershell")
}

// Command is a line that runs a program with these words.
func (s Shell) Command(words ...string) string {
	line := make([]string, len(words))
	for i, word := range words {
		if line[i] = word; !bare.MatchString(word) {
			line[i] = s.quote(word)
		}
	}
	return strings.Join(line, " ")
}

// bare is a word in which no shell finds anything to do. PowerShell cuts -a.b in two, so flags are names alone.
var bare = regexp.MustCompile(`^(?:[A-Za-z0-9_./][A-Za-z0-9_./:-]*|--?[A-Za-z][A-Za-z-]*)$`)

// quote puts a text into single quotes, inside which only a closing quote means anything to a shell. PowerShell takes
// typographic quotes for one, too.
func (s Shell) quote(text string) string {
	if s == PowerShell {
		return "'" + doubled.Replace(text) + "'"
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

var doubled = strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛")
