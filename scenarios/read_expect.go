package scenarios

import "github.com/erpkit/erpkit/schemas"

// expect reads the expectation of a post; nil if there is none.
func (r *reader) expect(at string) *Expect {
	if !r.has(at) {
		return nil
	}
	if word := r.word(at); word != "" {
		return &Expect{Outcome: plain(word)}
	}
	e := &Expect{
		Outcome: r.text(at + "/outcome"), Statuses: r.texts(at + "/status"), HeldBy: r.word(at + "/heldBy"),
		ID: r.word(at + "/id"), IDIs: r.text(at + "/id/is"),
		IDSameAs: r.word(at + "/id/sameAs"), IDDiffersFrom: r.word(at + "/id/differsFrom"),
		Message: r.match(at + "/message"), Body: r.match(at + "/body"),
		Findings: r.clauses(at + "/findings"), AnswerFindings: r.clauses(at + "/answerFindings"),
		Within: r.duration(at + "/within"), OnMock: r.expect(at + "/onMock"),
	}
	if e.OnMock != nil && e.OnMock.OnMock != nil {
		r.refuseName(at+"/onMock/onMock", "onMock cannot stand in onMock")
	}
	if e.HeldBy != "" && (e.Outcome.given || len(e.Statuses) > 0) {
		r.refuseName(at+"/heldBy", "heldBy says that nothing is sent, so neither outcome nor status goes with it")
	}
	return e
}

func (r *reader) match(at string) *Match {
	if !r.has(at) {
		return nil
	}
	if t := r.text(at); t.given {
		return &Match{Contains: []Text{t}}
	}
	m := &Match{Present: r.flag(at+"/present", false), Absent: r.flag(at+"/absent", false), Contains: r.texts(at + "/contains")}
	if r.has(at + "/is") {
		m.Is = new(r.text(at + "/is"))
	}
	if n, ok := r.count(at + "/length"); ok {
		m.Length = &n
	}
	return m
}

// clauses reads a list of clause ids, each of which must exist.
func (r *reader) clauses(at string) *[]Text {
	if !r.has(at) {
		return nil
	}
	all := []Text{}
	for i := range r.length(at) {
		id := r.text(at + pointerTo(i))
		if plain := r.word(at + pointerTo(i)); len(id.refs()) == 0 {
			if _, known := schemas.ClauseByID(plain); !known {
				r.refuse(at+pointerTo(i), "there is no clause %q in the contract", plain)
			}
		}
		all = append(all, id)
	}
	return &all
}

func (r *reader) together(at string) *Together {
	if !r.has(at) {
		return nil
	}
	count := func(name string) *int {
		if n, ok := r.count(at + pointerTo(name)); ok {
			return &n
		}
		return nil
	}
	return &Together{Accepted: count("accepted"), Refused: count("refused"), NoAnswer: count("noAnswer"), IDs: r.word(at + "/ids")}
}
