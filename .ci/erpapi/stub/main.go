// Command stub is a small ERP behind the server that a generator made from the OpenAPI document: it shows that the
// document is enough to build one. It compiles only beside what .ci/erpapi/run generates.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"reflect"
	"strings"
	"sync"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	fmt.Fprintln(os.Stderr, http.Serve(listener, Handler(&erp{live: map[string]string{}, ids: map[string]string{}, stocks: map[string]string{}})))
	os.Exit(1)
}

// erp remembers what is live: the id by what the thing is, the other way round, and the stock of a device by its id.
type erp struct {
	mu                sync.Mutex
	live, ids, stocks map[string]string
	last              int
}

// refusal is why nothing was booked.
type refusal struct {
	status int
	words  string
}

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// serve reads a post, books it and answers.
func serve[P any](e *erp, w http.ResponseWriter, r *http.Request, book func(P) (string, *refusal)) {
	w.Header().Set("Content-Type", "application/json")
	post, refused := read[P](http.MaxBytesReader(w, r.Body, 1<<20))
	if refused != nil {
		answer(w, refused)
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	id, refused := book(post)
	if refused != nil {
		answer(w, refused)
		return
	}
	_ = json.NewEncoder(w).Encode(Accepted{ExternalId: &id}) // who does not stay for the answer gets none
}

// read makes a post of a body. That a member is missing or null the generated types do not tell.
func read[P any](body io.Reader) (post P, refused *refusal) {
	var members map[string]json.RawMessage
	text, err := io.ReadAll(body)
	if err = errors.Join(err, json.Unmarshal(text, &members), json.Unmarshal(text, &post)); err != nil {
		return post, refuse(http.StatusBadRequest, "The payload cannot be read: %v.", err)
	}
	for _, name := range needed(post) {
		if value, there := members[name]; !there || string(value) == "null" {
			return post, refuse(http.StatusUnprocessableEntity, "The member %s is missing.", name)
		}
	}
	return post, nil
}

// needed lists the members that the generator made no pointers of: those that are required.
func needed(post any) (names []string) {
	for of, i := reflect.TypeOf(post), 0; i < of.NumField(); i++ {
		if name, optional := strings.CutSuffix(of.Field(i).Tag.Get("json"), ",omitempty"); !optional {
			names = append(names, name)
		}
	}
	return names
}

func answer(w http.ResponseWriter, refused *refusal) {
	w.WriteHeader(refused.status)
	_ = json.NewEncoder(w).Encode(Refused{Message: &refused.words})
}

// add books a thing once: what is there already keeps its id.
func (e *erp) add(thing string) string {
	if id, known := e.live[thing]; known {
		return id
	}
	e.last++
	id := fmt.Sprint("STUB-", e.last)
	e.live[thing], e.ids[id] = id, thing
	return id
}

// find gives the thing that is meant, by its id or else by what it is.
func (e *erp) find(id *string, thing string) (string, *refusal) {
	if id != nil {
		if known, ok := e.ids[*id]; ok {
			return known, nil
		}
		return "", refuse(http.StatusNotFound, "There is nothing with the id %s: set it anew.", *id)
	}
	if _, ok := e.live[thing]; !ok {
		return "", refuse(http.StatusNotFound, "That is not booked here: set it first.")
	}
	return thing, nil
}

func (e *erp) remove(id *string, thing string) (string, *refusal) {
	known, refused := e.find(id, thing)
	if refused != nil {
		return "", refused
	}
	given := e.live[known]
	delete(e.live, known)
	delete(e.ids, given)
	return given, nil
}

// needs refuses a post without text where there must be some.
func needs(texts ...string) *refusal {
	for _, text := range texts {
		if text == "" {
			return refuse(http.StatusUnprocessableEntity, "A member that is needed is missing or empty.")
		}
	}
	return nil
}

func name(parts ...any) string { return fmt.Sprintf("%q", parts) }

func text(word *string) string {
	if word == nil {
		return ""
	}
	return *word
}
