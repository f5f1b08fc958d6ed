package schemas

import (
	"bytes"
	"encoding/json"
	"io"
)

// JSON writes a value as one line of JSON. Letters stay as they are (P5): <, > and & are not escaped.
func JSON(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// PrintJSON writes a value as JSON for people: indented, with a final line break, and letters as they are, but for
// those that steer a terminal.
func PrintJSON(to io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(to, Escape(b.String()))
	return err
}
