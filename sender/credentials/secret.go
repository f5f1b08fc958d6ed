package credentials

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/erpkit/erpkit/schemas"
)

// secret says where a secret is.
type secret struct {
	Env  string `yaml:"env"`
	File string `yaml:"file"`
}

// maxSecret bounds a file with a secret: it becomes part of a header.
const maxSecret = 16 << 10

// read gives a secret, and remembers it as one.
func (o *opening) read(s secret, place ...any) string {
	at, value, err := "env", os.Getenv(s.Env), error(nil)
	if s.File != "" {
		at = "file"
		value, err = readSecret(o.file.Beside(s.File))
	} else if value == "" {
		err = fmt.Errorf("the environment variable %s is not set or empty: set it, or name another one", s.Env)
	}
	if err == nil && !httpguts.ValidHeaderFieldValue(value) {
		err = errors.New("the secret has a character that no header can carry, such as a line break in its middle: look at it with an editor")
	}
	if err != nil {
		o.wrong(err.Error(), append(place, at)...)
	}
	o.secrets = append(o.secrets, value)
	return value
}

// readSecret reads a file that has a secret and nothing else. Line breaks at its end are those of the editor.
func readSecret(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the file with the secret cannot be read: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	long := len(text) > maxSecret
	if err == nil {
		text, err = schemas.FileText(text)
	}
	value := strings.TrimRight(string(text), "\r\n")
	switch {
	case err != nil:
		return "", fmt.Errorf("the file with the secret cannot be read: %s: %w", path, err)
	case long:
		return "", fmt.Errorf("%s is longer than %d KiB, so it is not a secret for a header", path, maxSecret>>10)
	case value == "":
		return "", fmt.Errorf("%s is empty: write the secret into it", path)
	}
	return value, nil
}
