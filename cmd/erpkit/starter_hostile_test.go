package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/starters"
)

// A starter answers what is no report with a message of JSON, whatever is sent, and books what is right but odd. These are
// the cases that verify does not post.
func TestStarters_AnswerWhatIsOdd(t *testing.T) {
	for _, s := range starters.All() {
		t.Run(s.Name, func(t *testing.T) {
			erp := oddERP{t, startStarter(t, s)}
			t.Run("requests", erp.requests)
			t.Run("members", erp.members)
			t.Run("flow", erp.flow)
		})
	}
}

type oddERP struct {
	t   *testing.T
	url string
}

// parts are the members of a report, by their names.
type parts map[string]any

func (p parts) with(more parts) parts {
	p = maps.Clone(p)
	maps.Copy(p, more)
	return p
}

func common(stock string) parts {
	const id = "8be4d280-0978-11f0-85c4-17a4d49812dc"
	return parts{"type": "add", "workorderNumber": "NXT-915", "sku": "0007", "workorderId": id, "sessionId": id, "stockId": stock}
}

func deviceOf(stock, serial string) parts { return common(stock).with(parts{"serial": serial}) }

func itemOf(stock string, item parts) parts {
	return common(stock).with(parts{"item": parts{"sku": "0005", "quantity": json.Number("2.5")}.with(item)})
}

func reportOf(stock string, more parts) parts {
	return common(stock).with(parts{"actCode": "CUT", "workCenterCode": "", "position": 10, "validQty": 1, "invalidQty": 0}).with(more)
}

func (e oddERP) requests(t *testing.T) {
	body := func(n int) string { return encode(t, deviceOf(fmt.Sprint("S", n), fmt.Sprint("R-", n))) }
	const plain, post = "application/json", http.MethodPost
	for i, c := range []struct {
		method, path, contentType, body string
		want                            []int
	}{
		{"GET", "/device", "", "", []int{405}},
		{"PUT", "/device", plain, body(0), []int{405}},
		{"DELETE", "/device", plain, "", []int{405}},
		{"OPTIONS", "/", "", "", []int{405}},
		{"PATCH", "/device", plain, body(0), []int{405}},
		{post, "/orders", plain, body(0), []int{404}},
		{post, "/constructor", plain, body(0), []int{404}},
		{post, "/device/", plain, body(1), []int{200}},
		{post, "/device?station=4", plain, body(2), []int{200}},
		{post, "/device", `application/json; charset="UTF8"`, body(3), []int{200}},
		{post, "/device", "application/vnd.nextplus+json", body(4), []int{200}},
		{post, "/device", "application/json; charset=iso-8859-1", body(0), []int{415}},
		{post, "/device", "text/plain", body(0), []int{415}},
		{post, "/device", "", body(0), []int{415}},
		{post, "/device", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n", []int{415}},
		{post, "/device", plain, "\xef\xbb\xbf" + body(0), []int{400}},
		{post, "/device", plain, strings.Replace(body(0), "R-0", "R-\xff", 1), []int{400}},
		{post, "/device", plain, strings.Replace(body(0), "R-0", `\ud800`, 1), []int{400, 422}},
		{post, "/device", plain, body(0) + body(0), []int{400}},
		{post, "/device", plain, strings.Repeat("[", 300_000), []int{400}},
		{post, "/device", plain, strings.Replace(body(5), "{", `{"deep":`+strings.Repeat("[", 300_000)+strings.Repeat("]", 300_000)+",", 1), []int{200, 400}},
		{post, "/device", plain, strings.Replace(body(6), "{", `{"__proto__":{"serial":"x"},"toString":1,"item.sku":"x",`, 1), []int{200}},
		{post, "/device", plain, strings.Replace(body(0), "{", `{"long":"`+strings.Repeat("x", 2<<20)+`",`, 1), []int{413}},
		{post, "/device", plain, strings.Repeat(" ", 20<<20), []int{413}},
		{post, "/item-attach", plain, strings.Replace(encode(t, itemOf("S", nil)), "2.5", "NaN", 1), []int{400}},
		{post, "/item-attach", plain, strings.Replace(encode(t, itemOf("S", nil)), "2.5", "1e999999999999", 1), []int{200, 400, 422}},
		{post, "/item-attach", plain, strings.Replace(encode(t, itemOf("S", nil)), "2.5", strings.Repeat("9", 500_000), 1), []int{200, 400, 422}},
	} {
		e.expect(t, fmt.Sprintf("request %d: %s %s %s", i, c.method, c.path, c.contentType), c.method, c.path, c.contentType, c.body, c.want...)
	}
}

func (e oddERP) members(t *testing.T) {
	for what, c := range map[string]struct {
		kind   string
		report parts
		want   int
	}{
		"quantity 0":              {"item-attach", itemOf("M", parts{"quantity": 0}), 422},
		"quantity below 0":        {"item-attach", itemOf("M", parts{"quantity": -1}), 422},
		"quantity true":           {"item-attach", itemOf("M", parts{"quantity": true}), 422},
		"item an array":           {"item-attach", common("M").with(parts{"item": []any{}}), 422},
		"item empty":              {"item-attach", common("M").with(parts{"item": parts{}}), 422},
		"item.serial null":        {"item-attach", itemOf("M", parts{"serial": nil}), 422},
		"item.serial false":       {"item-attach", itemOf("M", parts{"serial": false}), 422},
		"item.serial empty":       {"item-attach", itemOf("M", parts{"serial": ""}), 422},
		"serial null":             {"item-attach", itemOf("M", nil).with(parts{"serial": nil}), 422},
		"update of an item":       {"item-attach", itemOf("M", nil).with(parts{"type": "update"}), 422},
		"position 1.5":            {"operation", reportOf("M", parts{"position": 1.5}), 422},
		"position 10.0":           {"operation", reportOf("M1", parts{"position": json.Number("10.0")}), 200},
		"validQty below 0":        {"operation", reportOf("M", parts{"validQty": -1}), 422},
		"operationExternalId 7":   {"operation", reportOf("M", parts{"operationExternalId": 7}), 422},
		"externalId null, device": {"device", deviceOf("M", "M-1").with(parts{"externalId": nil}), 422},
		"serial with NUL":         {"device", deviceOf("M2", "M\x00"), 200},
		"an unknown parent":       {"item-attach", itemOf("M", nil).with(parts{"serial": "M-9", "externalId": "never given"}), 404},
		"type an object":          {"device", deviceOf("M", "M-1").with(parts{"type": parts{}}), 422},
	} {
		e.expect(t, what, http.MethodPost, "/"+c.kind, "application/json", encode(t, c.report), c.want)
	}
}

// flow tells a story of one device that a receiver can only get right with what it remembers.
func (e oddERP) flow(t *testing.T) {
	step := func(kind string, report parts, want int) string {
		t.Helper()
		return e.expect(t, fmt.Sprint(kind, " ", report), http.MethodPost, "/"+kind, "application/json", encode(t, report), want)
	}
	update, remove := parts{"type": "update"}, parts{"type": "remove"}
	long := strings.Repeat("ש", 50_000)
	id := step("device", deviceOf("F1", long), 200)
	if message := step("device", deviceOf("F2", long), 409); len(message) > 1000 {
		t.Errorf("the message has %d bytes", len(message))
	}
	step("device", deviceOf("F1", "F-1"), 409) // a stock has one serial
	change := deviceOf("F1", "F-1").with(update).with(parts{"externalId": id})
	step("device", change.with(parts{"oldSerial": "F-9"}), 409)
	change["oldSerial"] = long
	step("device", change.with(parts{"externalId": "never given"}), 404)
	step("device", change, 200)
	step("device", change, 200)
	step("device", deviceOf("F2", long), 200) // which is free again

	part := itemOf("F1", nil).with(parts{"serial": "F-1", "externalId": id})
	step("item-attach", part.with(parts{"serial": long}), 409)
	step("item-attach", part.with(parts{"externalId": "of another"}), 404)
	first := step("item-attach", part, 200)
	next := parts{"sessionId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf"}
	second := step("item-attach", part.with(next), 200)
	if again := step("item-attach", part, 200); again != first || first == second {
		t.Errorf("the part has the ids %q and %q, in the next session %q", first, again, second)
	}
	detach := func(item parts) parts {
		return itemOf("F1", item).with(remove).with(parts{"serial": "F-1", "externalId": id})
	}
	step("item-attach", detach(parts{"externalId": first, "sku": "0006"}), 404)
	step("item-attach", detach(parts{"externalId": first, "quantity": 2}), 404)
	step("operation", reportOf("F1", remove).with(parts{"serial": "F-1", "externalId": first}), 404)
	step("item-attach", detach(parts{"externalId": first, "quantity": json.Number("2.50")}).with(next), 200)
	step("item-attach", detach(parts{"externalId": first}), 404)

	piece, lot := parts{"sku": "0002", "quantity": 1, "serial": "000875"}, parts{"sku": "0002", "quantity": 1.5, "serial": "000875"}
	scanned := step("item-attach", itemOf("F3", piece), 200)
	step("item-attach", itemOf("F4", piece), 409) // the wrong part was scanned
	step("item-attach", itemOf("F4", lot), 200)
	if again := step("item-attach", itemOf("F3", piece), 200); again != scanned {
		t.Errorf("the part has the ids %q and %q", scanned, again)
	}
	detached := itemOf("F3", piece).with(remove)
	detached["item"] = piece.with(parts{"externalId": scanned})
	step("item-attach", detached, 200)
	step("item-attach", itemOf("F4", piece), 200)

	step("device", deviceOf("F1", "F-2").with(remove).with(parts{"externalId": id}), 409)
	step("device", deviceOf("F1", "F-1").with(remove).with(parts{"externalId": second}), 404)
	step("device", deviceOf("F1", "F-1").with(remove).with(parts{"externalId": id}), 200)
	step("item-attach", detach(parts{"externalId": second}), 200) // after its device, which F5 would have last
	if back := step("device", deviceOf("F1", "F-1"), 200); back == id {
		t.Errorf("the id %q was given twice", id)
	}
}

func encode(t *testing.T, report parts) string {
	t.Helper()
	raw, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// expect sends a request and wants one of the statuses within 5 s (E8), and an id or a message. It gives that.
func (e oddERP) expect(t *testing.T, what, method, path, contentType, body string, want ...int) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, e.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	what = fmt.Sprintf("%.200s", what)
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return ""
	}
	defer answer.Body.Close()
	raw, _ := io.ReadAll(answer.Body)
	var said struct{ ExternalID, Message string }
	if err := json.Unmarshal(raw, &said); err != nil || answer.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s: %d %v: %v in %.300q", what, answer.StatusCode, answer.Header, err, raw)
	}
	if !slices.Contains(want, answer.StatusCode) || (said.ExternalID == "") == (said.Message == "") {
		t.Errorf("%s: wanted %v, got %d %.300s", what, want, answer.StatusCode, raw)
	}
	return said.ExternalID + said.Message
}
