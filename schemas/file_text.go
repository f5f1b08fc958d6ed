package schemas

import (
	"bytes"
	"errors"
)

// FileText gives the text of a file without the byte order mark that Windows tools write in front of UTF-8. What is UTF-16 it
// refuses.
func FileText(file []byte) ([]byte, error) {
	if IsUTF16(file) {
		return nil, errors.New("this is UTF-16 text: save it as UTF-8")
	}
	return bytes.TrimPrefix(file, []byte("\ufeff")), nil
}
