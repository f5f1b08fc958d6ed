package play_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/sender/target"
)

const head = `version: 1
title: A story
workOrders:
  - {number: NXT-915, sku: "0007"}
`

// set is a story with one device, whose step begins on line 6.
const set = head + "steps:\n  - device.set: {serial: SN-7}\n    as: guitar\n"

func parse(t testing.TB, text string) []*scenarios.Story {
	t.Helper()
	story, err := scenarios.Parse("story.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return []*scenarios.Story{story}
}

func run(t testing.TB, text string, opts play.Options) *play.Result {
	t.Helper()
	result, err := play.Run(context.Background(), parse(t, text), opts)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// failures lists what failed, one line each.
func failures(r *play.Result) string {
	var all []string
	for i := range r.Cases {
		for _, s := range r.Cases[i].Failed() {
			for _, f := range s.Failures {
				all = append(all, string(s.Step.Verb)+": "+f.What+": expected "+f.Expected+", came "+f.Came)
			}
		}
	}
	return strings.Join(all, "\n")
}

// bodies lists what was posted.
func bodies(r *play.Result) []string {
	var all []string
	for i := range r.Cases {
		for k := range r.Cases[i].Steps {
			if x := r.Cases[i].Steps[k].Exchange; x != nil {
				all = append(all, string(x.Result.Transcript.RequestBody))
			}
		}
	}
	return all
}

// erp is an ERP of a test that is not ours: it gives ids and keeps the posts.
type erp struct {
	*httptest.Server
	mu    sync.Mutex
	posts []map[string]any
	// answer may return something other than an id; it is called with the lock held.
	answer func(http.ResponseWriter, map[string]any) bool
}

func newERP(t testing.TB, answer func(http.ResponseWriter, map[string]any) bool) *erp {
	e := &erp{answer: answer}
	e.Server = httptest.NewServer(http.HandlerFunc(e.serve))
	t.Cleanup(e.Close)
	return e
}

func (e *erp) serve(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var post map[string]any
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	_ = decoder.Decode(&post) // a body that is not JSON is nil
	e.posts = append(e.posts, post)
	if e.answer != nil && e.answer(w, post) {
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"externalId": "X-" + str(post["stockId"])[:4] + "-" + str(post["serial"])})
}

func str(v any) string {
	s, _ := v.(string)
	return s + strings.Repeat(" ", max(0, 4-len(s)))
}

// seen lists the posts as "type serial", with the item's serial where there is one.
func (e *erp) seen() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []string
	for _, post := range e.posts {
		words := []string{}
		for _, name := range []string{"type", "serial"} {
			if text, ok := post[name].(string); ok {
				words = append(words, text)
			}
		}
		if item, ok := post["item"].(map[string]any); ok {
			words = append(words, "item", str(item["sku"]))
		}
		if act, ok := post["actCode"].(string); ok {
			words = append(words, act)
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

func (e *erp) target() play.Target { return play.Target{Target: target.Target{Base: e.URL}} }

func refuse(w http.ResponseWriter, status int, message string) bool {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"message": message})
	return true
}
