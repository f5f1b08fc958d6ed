package erpapi

import (
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// collection is the part of format 2.1 that we use; what is required there is checked here.
type collection struct {
	Info struct{ Name, Schema string }
	Item []struct {
		Name string
		Item []struct {
			Name    string
			Request struct {
				Method, URL string
				Header      []struct{ Key, Value string }
				Body        struct{ Mode, Raw string }
			}
			Event []event
		}
	}
	Event    []event
	Variable []struct{ Key, Value string }
}

type event struct {
	Listen string
	Script struct {
		Type string
		Exec []string
	}
}

func readCollection(t *testing.T) (c collection, text string) {
	t.Helper()
	raw, err := postman()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	return c, string(raw)
}

func TestPostman_HasTheFormat(t *testing.T) {
	c, _ := readCollection(t)
	if c.Info.Name == "" || !strings.HasSuffix(c.Info.Schema, "/v2.1.0/collection.json") || len(c.Item) != 2 {
		t.Errorf("got %+v", c.Info)
	}
	for _, folder := range c.Item {
		for _, one := range folder.Item {
			r := one.Request
			if one.Name == "" || r.Method != "POST" || !strings.HasSuffix(r.URL, "Url}}") || r.Body.Mode != "raw" || len(r.Header) != 1 {
				t.Errorf("%s: %+v", one.Name, r)
			}
			if len(one.Event) != 1 || one.Event[0].Listen != "test" || one.Event[0].Script.Type != "text/javascript" || len(one.Event[0].Script.Exec) < 5 {
				t.Errorf("%s: %+v", one.Name, one.Event)
			}
			if one.Name != "Not JSON" && !json.Valid([]byte(r.Body.Raw)) {
				t.Errorf("%s: the body is not JSON: %s", one.Name, r.Body.Raw)
			}
		}
	}
}

var (
	usedVariable = regexp.MustCompile(`\{\{(\w+)\}\}`)
	keptVariable = regexp.MustCompile(`keep\(\\"(\w+)\\"`)
)

// Every variable that is used is there, and every one that is there is used.
func TestPostman_Variables(t *testing.T) {
	c, text := readCollection(t)
	declared, used := map[string]bool{}, map[string]bool{}
	for _, v := range c.Variable {
		declared[v.Key] = true
	}
	for _, found := range usedVariable.FindAllStringSubmatch(text, -1) {
		used[found[1]] = true
	}
	if !maps.Equal(declared, used) {
		t.Errorf("there are the variables %v, and used are %v", slices.Sorted(maps.Keys(declared)), slices.Sorted(maps.Keys(used)))
	}
	kept := keptVariable.FindAllStringSubmatch(text, -1)
	if len(kept) != 4 {
		t.Errorf("got %v", kept)
	}
	for _, one := range kept {
		if !declared[one[1]] {
			t.Errorf("%s is kept, and not there", one[1])
		}
	}
}

// The life of a serial has all seven acts, with bodies that are right; the refusals are wrong, but for the one with
// an id that nobody gave.
func TestPostman_Requests(t *testing.T) {
	var acts []string
	for _, r := range life {
		acts = append(acts, path.Dir(path.Dir(r.file))+" "+strings.TrimSuffix(path.Base(r.file), ".json"))
		if body, err := r.body(); err != nil || schemas.Broken(schemas.Judge(kindOf(r), filled(t, body))) {
			t.Errorf("%s: %v %s", r.name, err, body)
		}
	}
	slices.Sort(acts)
	for i, act := range slices.SortedFunc(slices.Values(schemas.Acts()), func(a, b schemas.Act) int { return strings.Compare(a.String(), b.String()) }) {
		if i >= len(acts) || acts[i] != act.String() {
			t.Fatalf("%s is missing in %v", act, acts)
		}
	}
	for _, r := range refusals {
		if body, err := r.body(); err != nil || schemas.Broken(schemas.Judge(kindOf(r), filled(t, body))) == (r.other["externalId"] != "") {
			t.Errorf("%s: %v %s", r.name, err, body)
		}
	}
}

func kindOf(r request) schemas.Kind {
	kind, _, _ := strings.Cut(r.file, "/")
	return schemas.Kind(kind)
}

// filled puts a value for each variable, as Postman does: the ones that are carried on have one by then.
func filled(t *testing.T, body []byte) []byte {
	t.Helper()
	values := map[string]string{}
	for _, v := range variables() {
		values[v["key"]] = v["value"]
	}
	return usedVariable.ReplaceAllFunc(body, func(found []byte) []byte {
		if value := values[string(usedVariable.FindSubmatch(found)[1])]; value != "" {
			return []byte(value)
		}
		return []byte("ERP-ID-1")
	})
}
