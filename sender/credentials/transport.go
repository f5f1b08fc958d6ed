package credentials

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
)

// Transport sends requests with credentials that their sender does not have: those of a mock that hands posts on
// to a real ERP.
type Transport struct {
	Auth *Credentials
	Next http.RoundTripper
}

// RoundTrip sends one request. The credentials replace headers of the same name.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err = errors.Join(err, request.Body.Close()); err != nil {
		return nil, err
	}
	header, err := t.Auth.Header(request.Context(), body)
	if err != nil {
		return nil, err
	}
	sent := request.Clone(request.Context())
	maps.Copy(sent.Header, header)
	sent.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := t.Next.RoundTrip(sent)
	if err == nil && answer.StatusCode == http.StatusUnauthorized {
		t.Auth.Refused()
	}
	return answer, err
}
