package play_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios/play"
)

// Each expectation passes where it should, and fails where it should not.
func TestExpectations(t *testing.T) {
	answer := func(status int, body string) string {
		return strings.Replace(head, "workOrders", "erp:\n  rules:\n    - {when: {type: add}, answer: {status: "+itoa(status)+", body: "+body+"}}\nworkOrders", 1) +
			"steps:\n  - device.set: {serial: SN-7}\n    as: guitar\n    expect: "
	}
	plain, refused := set+"    expect: ", answer(409, `{message: "SN-7 is taken"}`)
	for _, c := range []struct{ story, expect, fails string }{
		{plain, "accepted", ""},
		{plain, "any", ""},
		{plain, "refused", "outcome: expected refused, came accepted (HTTP 200)"},
		{plain, "no-answer", "outcome: expected no-answer, came accepted (HTTP 200)"},
		{plain, "not-sent", "outcome: expected not-sent, came accepted (HTTP 200)"},
		{plain, "{heldBy: C1}", "outcome: expected held back by C1, came accepted (HTTP 200)"},
		{plain, "{status: 200}", ""},
		{plain, "{status: [404, 2xx]}", ""},
		{plain, "{status: [404, 5xx]}", "status: expected 404 or 5xx, came 200"},
		{plain, "{id: present}", ""},
		{plain, "{id: absent}", `id: expected no id in the answer, came "ERP-DEV-000001"`},
		{plain, "{id: {is: ERP-DEV-000001}}", ""},
		{plain, "{id: {is: ERP-DEV-000002}}", `id: expected "ERP-DEV-000002", came "ERP-DEV-000001"`},
		{plain, "{message: {absent: true}}", ""},
		{plain, "{message: {present: true}}", "message: expected that there is one, came none"},
		{plain, "{findings: none, answerFindings: none}", ""},
		{plain, "{findings: [D3]}", "findings: expected D3, came none"},
		{plain, "{within: 10m}", ""},
		{plain, "{onMock: {status: 201}}", "status: expected 201, came 200"},
		{plain, "{onMock: {id: absent}}", "id: expected no id"},
		{refused, "accepted", "outcome: expected accepted, came refused (HTTP 409)"},
		{refused, "{message: x}", "outcome: expected accepted, came refused (HTTP 409)"},
		{refused, "{status: 4xx}", ""},
		{refused, "{outcome: refused, message: SN-7}", ""},
		{refused, "{status: 409, message: {is: SN-7 is taken, length: 13}}", ""},
		{refused, "{status: 409, message: {is: SN-7 is taken.}}", "message: expected SN-7 is taken., came SN-7 is taken"},
		{refused, "{status: 409, message: {contains: [SN-7, SN-8]}}", `message: expected something with "SN-8", came "SN-7 is taken"`},
		{refused, "{status: 409, message: {length: 12}}", "message: expected 12 characters, came 13 characters"},
		{refused, "{status: 409, message: {absent: true}}", "message: expected none, came SN-7 is taken"},
		{refused, "{status: 409, body: {is: '{\"message\":\"SN-7 is taken\"}'}}", ""},
		{refused, "{status: 409, body: gone}", "body: expected something with"},
		{answer(200, "{externalId: 7}"), "{answerFindings: [E3]}", ""},
		{answer(200, "{externalId: 7}"), "{answerFindings: none}", "answer findings: expected none, came E3"},
		{strings.Replace(set, "steps", "settings: {device: false}\nsteps", 1) + "    expect: ", "{heldBy: C2}", ""},
		{strings.Replace(set, "steps", "settings: {device: false}\nsteps", 1) + "    expect: ", "not-sent", ""},
		{strings.Replace(set, "steps", "settings: {device: false}\nsteps", 1) + "    expect: ", "{heldBy: C3}", "came not sent (C2)"},
		{strings.Replace(set, "steps", "settings: {device: false}\nsteps", 1) + "    expect: ", "{status: 200}", "status: expected 200, came not sent (C2)"},
	} {
		result := run(t, c.story+c.expect+"\n", play.Options{})
		got := failures(result)
		if c.fails == "" && got != "" || !strings.Contains(got, c.fails) {
			t.Errorf("%s: wanted %q, got %q", c.expect, c.fails, got)
		}
		if want := map[bool]int{true: play.ExitPassed, false: play.ExitFailed}[c.fails == ""]; result.Exit != want {
			t.Errorf("%s: exit %d, want %d", c.expect, result.Exit, want)
		}
	}
}

func itoa(n int) string {
	return string(rune('0'+n/100)) + string(rune('0'+n/10%10)) + string(rune('0'+n%10))
}

// Ids are compared with those of other things, and with their old values.
func TestExpectationsOnIDs(t *testing.T) {
	changing := strings.Replace(set, "workOrders", "erp: {rules: [{when: {type: [add, update]}, answer: {status: 200, body: {externalId: \"{{ .serial }}\"}}}]}\nworkOrders", 1)
	for _, c := range []struct{ story, fails string }{
		{set + "  - device.change: {serial: SN-8}\n    expect: {id: unchanged}\n", ""},
		{set + "  - device.change: {serial: SN-8}\n    expect: {id: changed}\n", "another id than"},
		{changing + "  - device.change: {serial: SN-8}\n    expect: {id: changed}\n", ""},
		{changing + "  - device.change: {serial: SN-8}\n    expect: {id: unchanged}\n", `still "SN-7", came "SN-8"`},
		{changing + "  - device.set: {serial: SN-7}\n    expect: {id: {sameAs: guitar}}\n", ""},
		{changing + "  - device.set: {serial: SN-9}\n    expect: {id: {sameAs: guitar}}\n", `the same as that of guitar, "SN-7", came "SN-9"`},
		{changing + "  - device.set: {serial: SN-9}\n    expect: {id: {differsFrom: guitar}}\n", ""},
		{changing + "  - device.set: {serial: SN-7}\n    expect: {id: {differsFrom: guitar}}\n", "another than that of guitar"},
	} {
		if got := failures(run(t, c.story, play.Options{})); c.fails == "" && got != "" || !strings.Contains(got, c.fails) {
			t.Errorf("%s: wanted %q, got %q", c.story, c.fails, got)
		}
	}
}

// A flow that breaks a clause is noticed on the mock and on any other ERP alike.
func TestFlowFindings(t *testing.T) {
	story := set + `  - post:
      kind: device
      body: {type: remove, workorderNumber: NXT-915, sku: "0007", serial: SN-7, externalId: ID, workorderId: "${guitar.workorderId}", stockId: "${guitar.stockId}", sessionId: "${guitar.sessionId}", workorderExternalId: null}
    expect: {outcome: any, findings: `
	wrong := strings.Replace(story, "externalId: ID", "externalId: NOT-MINE", 1)
	right := strings.Replace(story, "externalId: ID", `externalId: "${guitar.externalId}"`, 1)
	for _, opts := range []play.Options{{}, {Target: newERP(t, nil).target()}} {
		if got := failures(run(t, wrong+"[F1]}\n", opts)); got != "" {
			t.Errorf("%v: %s", opts.Target, got)
		}
		if got := failures(run(t, right+"none}\n", opts)); got != "" {
			t.Errorf("%v: %s", opts.Target, got)
		}
		if got := failures(run(t, wrong+"none}\n", opts)); !strings.Contains(got, "findings: expected none, came F1") {
			t.Errorf("%v: the finding was not seen: %q", opts.Target, got)
		}
	}
}

func TestChecksOfTheBooks(t *testing.T) {
	for check, fails := range map[string]string{
		"{serial: SN-7, externalId: ERP-DEV-000001, items: 0, reports: 0}": "",
		"{serial: SN-8}":  `serial in the books of the MES: expected "SN-8", came "SN-7"`,
		"{serial: \"\"}":  `expected none, came "SN-7"`,
		"{externalId: x}": `expected "x"`,
		"{items: 1}":      `expected "1", came "0"`,
		"{reports: 2}":    `expected "2", came "0"`,
	} {
		if got := failures(run(t, set+"  - check: "+check+"\n", play.Options{})); fails == "" && got != "" || !strings.Contains(got, fails) {
			t.Errorf("%s: wanted %q, got %q", check, fails, got)
		}
	}
}

func TestCapturedValues(t *testing.T) {
	story := strings.Replace(head, "workOrders", "erp: {rules: [{when: {kind: device}, answer: {status: 200, body: {externalId: D, lot: {codes: [7, true, null]}}}}]}\nworkOrders", 1) +
		"steps:\n  - device.set: {serial: SN-7}\n    capture: {code: /lot/codes/0, yes: /lot/codes/1}\n  - item.attach: {sku: \"part-${code}-${yes}\"}\n    as: part\n  - check: {items: 1}\n"
	result := run(t, story, play.Options{})
	if failures(result) != "" || !strings.Contains(bodies(result)[1], `"part-7-true"`) {
		t.Fatalf("%s\n%s", failures(result), bodies(result))
	}
	for _, pointer := range []string{"/lot/codes/2", "/lot/codes/9", "/lot", "/none/at/all"} {
		wrong := strings.Replace(story, "/lot/codes/0", pointer, 1)
		if got := failures(run(t, wrong, play.Options{})); !strings.Contains(got, "a single value at "+pointer) {
			t.Errorf("%s: got %q", pointer, got)
		}
	}
}

func TestTogether(t *testing.T) {
	for together, fails := range map[string]string{
		"{accepted: 1, refused: 3, noAnswer: 0}": "",
		"{accepted: 2}":                          "accepted: expected 2, came 1 (of 4 posts: 1 accepted, 3 refused, 0 without an answer)",
		"{refused: 0}":                           "refused: expected 0, came 3",
		"{noAnswer: 1}":                          "no answer: expected 1, came 0",
		"{ids: different}":                       "",
		"{ids: same}":                            "",
	} {
		story := head + "steps:\n  - device.set: {serial: SN-7}\n    parallel: 4\n    together: " + together + "\n"
		if got := failures(run(t, story, play.Options{})); fails == "" && got != "" || !strings.Contains(got, fails) {
			t.Errorf("%s: wanted %q, got %q", together, fails, got)
		}
	}
	for ids, fails := range map[string]string{"different": "", "same": "3 different ids for 3 accepted posts"} {
		story := head + "steps:\n  - device.set: {}\n    repeat: 3\n    together: {ids: " + ids + "}\n"
		if got := failures(run(t, story, play.Options{})); fails == "" && got != "" || !strings.Contains(got, fails) {
			t.Errorf("%s: wanted %q, got %q", ids, fails, got)
		}
	}
	none := strings.Replace(head, "workOrders", "erp: {rules: [{answer: {status: 204}}]}\nworkOrders", 1) + "steps:\n  - device.set: {}\n    repeat: 2\n    together: {ids: different}\n"
	if got := failures(run(t, none, play.Options{})); !strings.Contains(got, "2 of 2 accepted posts got no id") {
		t.Errorf("got %q", got)
	}
}
