package script

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

const benchPayload = `{"type":"add","workorderNumber":"WO-12345","sku":"DEVICE-SKU","serial":"SN-9","workorderId":"a","stockId":"b","sessionId":"c","workorderExternalId":null}`

// A script of 100 rules of which the last one matches.
func hundredRules(answer string) string {
	var b strings.Builder
	for i := range 99 {
		fmt.Fprintf(&b, "- {when: {kind: device, members: {sku: DEVICE-SKU, serial: {matches: '^X%d-'}}}, answer: {status: 409}}\n", i)
	}
	return b.String() + "- " + answer
}

func BenchmarkAnswer(b *testing.B) {
	scripts := map[string]*Script{
		"no script":         nil,
		"other kind":        rulesOf(b, "- {when: {kind: operation}, answer: {status: 409}}"),
		"hundred rules":     rulesOf(b, hundredRules("{when: {kind: operation}, answer: {status: 409}}")),
		"fixed answer":      rulesOf(b, "- {when: {kind: device, members: {serial: SN-9}}, answer: {status: 409, body: {message: blocked}}}"),
		"templated answer":  rulesOf(b, "- {when: {kind: device, members: {serial: SN-9}}, answer: {status: 409, body: {message: 'Serial {{ .serial }} is blocked'}}}"),
		"number comparison": rulesOf(b, "- {when: {members: {validQty: {above: 10}}}, answer: {status: 409}}"),
	}
	p := post(b, schemas.Device, benchPayload)
	for name, s := range scripts {
		b.Run(name, func(b *testing.B) {
			live := Start(s)
			b.ReportAllocs()
			for b.Loop() {
				live.Answer(p)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	src := []byte("version: 1\nrules:\n" + hundredRules("{answer: {body: {message: '{{ .serial }}'}}}"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("f", src); err != nil {
			b.Fatal(err)
		}
	}
}

// A post that no rule is about must cost nothing.
func TestNoAnswerCostsNothing(t *testing.T) {
	p := post(t, schemas.Device, benchPayload)
	for name, live := range map[string]*Live{"nil": nil, "no script": Start(nil)} {
		if n := testing.AllocsPerRun(100, func() { live.Answer(p) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	// Conditions without patterns: under the race detector, package regexp itself allocates.
	live := Start(rulesOf(t, strings.Repeat("- {times: 9, when: {kind: device, members: {sku: DEVICE-SKU, serial: [A, B]}}, answer: {status: 409}}\n", 100)))
	if n := testing.AllocsPerRun(100, func() { live.Answer(p) }); n > 0 {
		t.Errorf("a hundred rules that do not match: %v allocations", n)
	}
}
