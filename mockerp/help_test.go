package mockerp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// answered is what came back for one post.
type answered struct {
	status     int
	header     http.Header
	ExternalID string            `json:"externalId"`
	Message    string            `json:"message"`
	Findings   []schemas.Finding `json:"findings"`
}

// exchange posts the body with a client that follows no redirect, as the MES does.
func exchange(t *testing.T, method, url, contentType, body string) answered {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return do(t, request)
}

func do(t *testing.T, request *http.Request) answered {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got := answered{status: response.StatusCode, header: response.Header}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 0 && strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatalf("the answer is not JSON: %v: %s", err, raw)
		}
	}
	return got
}

func post(t *testing.T, url, body string) answered {
	t.Helper()
	return exchange(t, http.MethodPost, url, "application/json", body)
}

// device is a right post; members are added or replaced by more, given as JSON members.
func device(typ, serial, more string) string {
	return fmt.Sprintf(`{"type":%q,"workorderNumber":"NXT-915","sku":"0007","serial":%q,%s
		"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"3e8c75d1-3b7b-4416-a525-%012x",
		"sessionId":"8be4d280-0978-11f0-85c4-17a4d49812dd","workorderExternalId":null}`, typ, serial, more, hash(serial))
}

// hash gives every serial a stock of its own.
func hash(s string) (h uint32) {
	for _, c := range []byte(s) {
		h = h*31 + uint32(c)
	}
	return h
}
