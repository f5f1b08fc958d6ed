package scenarios

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// steps reads a list of steps. A step that includes a file becomes the steps of that file.
func (r *reader) steps(pointer string) []*Step {
	var all []*Step
	for i := range r.length(pointer) {
		all = append(all, r.step(pointer+pointerTo(i))...)
	}
	return all
}

// aroundVerb are the members of a step that are not verbs.
func aroundVerb() []string {
	return []string{"say", "as", "expect", "capture", "repeat", "parallel", "together"}
}

func (r *reader) step(at string) []*Step {
	verb := r.verb(at)
	s := &Step{
		File: r.file.Name(), Line: r.file.Line(at), Source: r.lines(at), Path: r.path + at, Verb: Verb(verb),
		Say: r.word(at + "/say"), As: r.word(at + "/as"), Repeat: 1, Parallel: 1, Expect: r.expect(at + "/expect"),
		at: place{r.file, at},
	}
	for _, name := range r.file.Keys(at + "/capture") {
		s.Capture = append(s.Capture, Capture{Name: name, Pointer: r.word(at + "/capture" + pointerTo(name))})
	}
	if n, ok := r.count(at + "/repeat"); ok && n > 0 {
		s.Repeat = n
	}
	if n, ok := r.count(at + "/parallel"); ok && n > 0 {
		s.Parallel = n
	}
	s.Together = r.together(at + "/together")
	switch verb {
	case "":
		return r.mistaken(at, s)
	case "include":
		return r.include(at, s)
	case "steps":
		r.onlyAround(at, "steps", "say", "repeat", "parallel", "together")
		s.Steps = r.steps(at + "/steps")
		return []*Step{s}
	}
	r.fill(at, s)
	return []*Step{r.group(at, s)}
}

// mistaken keeps a step whose verb is misspelt for the names that it makes: otherwise every use of them would be
// another mistake.
func (r *reader) mistaken(at string, s *Step) []*Step {
	for _, name := range r.file.Keys(at) {
		if near := schemas.Nearest(name, []string{"include", "steps"}); near != "" && near != name {
			r.loader.blind = true // names that cannot be known come from there
		}
	}
	if len(r.file.Keys(at)) == 0 {
		return nil
	}
	return []*Step{r.group(at, s)}
}

// group wraps a step that is repeated, or done by several stations, in a group.
func (r *reader) group(at string, s *Step) *Step {
	if s.Repeat == 1 && s.Parallel == 1 {
		if s.Together != nil {
			r.refuseName(at+"/together", "together counts what repeat and parallel do: add one of them")
		}
		return s
	}
	around := &Step{
		File: s.File, Line: s.Line, Source: s.Source, Path: s.Path, Verb: Group, Say: s.Say,
		Repeat: s.Repeat, Parallel: s.Parallel, Together: s.Together, Steps: []*Step{s}, at: s.at,
	}
	s.Repeat, s.Parallel, s.Together, s.Path = 1, 1, nil, s.Path+"/once"
	return around
}

// verb finds the one verb of a step.
func (r *reader) verb(at string) string {
	var found []string
	known := []string{"include", "steps"}
	for _, v := range verbs() {
		known = append(known, string(v.verb))
	}
	names, unknown := r.file.Keys(at), false
	for _, name := range names {
		switch {
		case slices.Contains(known, name):
			found = append(found, name)
		case !slices.Contains(aroundVerb(), name):
			unknown = true // the schema has refused it
		}
	}
	switch {
	case len(found) > 1:
		r.refuseName(at+pointerTo(found[1]), "%s and %s are in one step: give each verb a step of its own", found[0], found[1])
	case len(found) == 0 && len(names) > 0 && !unknown: // the unknown one may be the verb
		r.refuse(at, "the step has no verb: add one, such as device.set, item.attach, operation.report or post")
	}
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// onlyAround refuses members that do not fit the step.
func (r *reader) onlyAround(at, what string, allowed ...string) {
	for _, name := range r.file.Keys(at) {
		if name != what && !slices.Contains(allowed, name) {
			r.refuseName(at+pointerTo(name), "%s does not go together with %s", name, what)
		}
	}
}

// fill reads the members of the verb.
func (r *reader) fill(at string, s *Step) {
	verb := at + pointerTo(string(s.Verb))
	info := infoOf(s.Verb)
	if info.on != "" {
		s.On = r.word(verb) // a plain text is the name
		if s.On == "" {
			s.On = r.word(verb + pointerTo(info.on))
		}
	}
	s.Args = r.args(verb, info.texts)
	switch s.Verb {
	case DeviceSet, StockNew:
		s.Session = r.word(verb + "/session")
		if s.On == "" {
			s.WorkOrder = r.order(verb, verb+"/workOrder")
		} else {
			r.onlyNew(verb)
		}
	case Post:
		s.Post = r.post(verb)
	case Pause:
		s.For = r.duration(verb)
	}
	if !s.posts() {
		r.onlyAround(at, string(s.Verb), "say", "as", "repeat", "parallel", "together")
	}
}

// onlyNew refuses members that only a new stock can have.
func (r *reader) onlyNew(verb string) {
	for _, name := range []string{"workOrder", "session"} {
		if r.has(verb + pointerTo(name)) {
			r.refuseName(verb+pointerTo(name), "%s makes a new stock, but on names one that exists: keep one", name)
		}
	}
}

func infoOf(verb Verb) verbInfo {
	for _, v := range verbs() {
		if v.verb == verb {
			return v
		}
	}
	return verbInfo{verb: verb}
}

func (r *reader) post(at string) *RawPost {
	kind, err := schemas.ParseKind(r.word(at + "/kind"))
	if err != nil { // the schema has refused it
		return &RawPost{}
	}
	p := &RawPost{Kind: kind, Body: r.body(at + "/body"), Header: http.Header{}}
	if r.has(at + "/bodyBase64") {
		raw, err := base64.StdEncoding.DecodeString(r.word(at + "/bodyBase64"))
		if err != nil {
			r.refuse(at+"/bodyBase64", "this is not base64: %v", err)
		}
		p.Body = Body{parts: []bodyPart{{plain: raw}}}
	}
	for _, name := range r.file.Keys(at + "/headers") {
		p.Header[http.CanonicalHeaderKey(name)] = []string{r.word(at + "/headers" + pointerTo(name))}
	}
	return p
}

// lines are the lines of a step in its file, without blank lines and comments after it.
func (r *reader) lines(at string) []string {
	parent, last := at[:strings.LastIndexByte(at, '/')], 0
	fmt.Sscan(at[len(parent)+1:], &last) //nolint:errcheck // it is a place in a list
	if r.source == nil {
		r.source = strings.Split(strings.ReplaceAll(string(r.file.Source()), "\r\n", "\n"), "\n")
	}
	all, first := r.source, r.file.Line(at)
	end := r.end(parent, last, len(all)+1)
	for end-1 > first && blank(all[end-2]) {
		end--
	}
	if first < 1 || first > len(all) || end <= first {
		return nil
	}
	return slices.Clone(all[first-1 : min(end-1, first-1+maxLines)])
}

// maxLines is how many lines of a step a report shows.
const maxLines = 40

func blank(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

// end is the line after entry n of the list at the pointer: the line of the next entry, or of the next name in an
// enclosing object.
func (r *reader) end(list string, n, fallback int) int {
	if next := list + pointerTo(n+1); r.has(next) {
		return r.file.Line(next)
	}
	for at := list; at != ""; {
		cut := strings.LastIndexByte(at, '/')
		parent := at[:cut]
		if after, ok := r.after(parent, at[cut+1:]); ok {
			return after
		}
		at = parent
	}
	return fallback
}

// after is the line of what follows a name or a list entry.
func (r *reader) after(parent, step string) (int, bool) {
	names := r.file.Keys(parent)
	for i, name := range names[:max(len(names)-1, 0)] {
		if strings.TrimPrefix(pointerTo(name), "/") == step {
			return r.file.KeyProblem(parent+pointerTo(names[i+1]), "").Line, true
		}
	}
	n := 0
	if _, err := fmt.Sscan(step, &n); err == nil && r.has(parent+pointerTo(n+1)) && names == nil {
		return r.file.Line(parent + pointerTo(n+1)), true
	}
	return 0, false
}
