package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// takeOrder reads the body as a JSON object that has only the members of into. The example is what the
// refusal of another body shows.
func (d *door) takeOrder(r *http.Request, example string, into any) *refusal {
	if said := checkFileType(orderBody, r.Header); said != nil {
		return said
	}
	body, release, said := d.readFile(orderBody, r)
	if said != nil {
		return said
	}
	defer release()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil && decoder.More() {
		err = errors.New("there is more than one value")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it ends too early")
	}
	if err != nil {
		return refuseOrder(example, strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
