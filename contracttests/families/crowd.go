package families

import (
	"fmt"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// crowd is how many stations work at once (E8).
const crowd = 16

// crowds lets 16 stations work at the same moment.
func crowds() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		all = append(all, check.Check{
			Clause: "E8", Family: "crowds", Kinds: []schemas.Kind{kind}, Alone: true,
			Name: fmt.Sprintf("%s: %d stations at once", kind, crowd), Run: func(t *check.T) { together(t, kind) },
		})
	}
	return append(all, check.Check{
		Clause: "E8", Also: []string{"E5", "E7"}, Family: "crowds", Kinds: []schemas.Kind{schemas.Device}, Alone: true,
		Name: fmt.Sprintf("device: of %d stations that want the same serial one wins", crowd), Run: race,
	})
}

// together plays the story of the kind at 16 stations, act by act.
func together(t *check.T, kind schemas.Kind) {
	stories := make([]*story, crowd)
	for i := range stories {
		stories[i] = newStory(t, kind)
	}
	withDevice := kind != schemas.Device && t.Offers(schemas.Device)
	if withDevice {
		for _, a := range atOnce(t, stories, schemas.Act{Kind: schemas.Device, Type: "add"}) {
			t.Given(a)
		}
	}
	for _, kindOfAct := range []string{"add", "remove"} {
		for i, a := range atOnce(t, stories, schemas.Act{Kind: kind, Type: kindOfAct}) {
			stories[i].judge(a)
		}
	}
	if withDevice {
		atOnce(t, stories, schemas.Act{Kind: schemas.Device, Type: "remove"})
	}
	slow(t, kind, stories)
}

// atOnce does one act at all stations at the same moment. The books of the stories follow.
func atOnce(t *check.T, stories []*story, act schemas.Act) []check.Exchange {
	posts := make([]check.Post, len(stories))
	for i, s := range stories {
		posts[i] = s.post(act.Kind, act.Type)
	}
	answers := t.Parallel(posts)
	for i, a := range answers {
		if act.Type == "add" {
			stories[i].thing(act.Kind).Added(a)
		}
	}
	return answers
}

// judge keeps what one station was answered, if it is worse than before.
func (s *story) judge(a check.Exchange) {
	s.slowest = max(s.slowest, a.Result.Transcript.Took)
	if !a.Accepted() && s.bad == nil {
		s.bad = &a
	}
}

// slow fails for the first station that was refused or had to wait too long.
func slow(t *check.T, kind schemas.Kind, stories []*story) {
	for _, s := range stories {
		if s.bad != nil {
			if _, all := newStory(t, kind).play(kind); !all {
				t.Blocked("The ERP does not accept the post of a single station either. %s", s.bad.Words())
			}
			t.Fail(*s.bad, fmt.Sprintf("each of %d stations at once to be served", crowd), s.bad.Words(),
				"Let posts of different stations go on side by side, or wait for each other instead of failing.")
		}
		tooSlow(t, s.slowest, fmt.Sprintf("each of %d stations at once", crowd), check.Exchange{})
	}
}

func tooSlow(t *check.T, took time.Duration, who string, a check.Exchange) {
	if took <= t.AnswerWithin() {
		return
	}
	t.Fail(a, fmt.Sprintf("%s to be answered within %s", who, t.AnswerWithin()),
		fmt.Sprintf("It took %s.", took.Round(time.Millisecond)),
		"Answer as soon as the post is booked and do the rest later: a person is waiting at the station.")
}

// race lets 16 stations report the same serial for different stocks.
func race(t *check.T) {
	control := t.Unit()
	t.Given(control.Add())
	second := control.Sibling()
	second.Serial = control.Serial
	if a := second.Add(); !a.Refused() {
		t.NotApplicable("The ERP lets two devices have the same serial, so nobody can win. %s", a.Words())
	}
	units := []*check.Unit{t.Unit()}
	for len(units) < crowd {
		units = append(units, units[0].Sibling())
	}
	won := contest(t, units, units[0].Serial)
	for again := 1; len(won) == 1 && again < contests; again++ {
		if !won[0].Remove().Accepted() {
			return
		}
		won = contest(t, units, units[0].NewSerial())
	}
}

// contests is how often the stations try: they do not always meet in the moment between looking and booking.
const contests = 3

// contest lets all report one serial at the same moment, and gives those that got it: never more than one, or the check
// fails, and never none, or it fails as well.
func contest(t *check.T, units []*check.Unit, serial string) (won []*check.Unit) {
	posts := make([]check.Post, len(units))
	for i, u := range units {
		u.Serial = serial
		posts[i] = u.DevicePost("add", serial)
	}
	answers := t.Parallel(posts)
	for i, a := range answers {
		units[i].Added(a)
		if a.Accepted() && !a.ErrorInside(true) {
			won = append(won, units[i])
		}
	}
	if len(won) != 1 {
		t.FailAll(acceptedOf(answers), fmt.Sprintf("exactly one of %d stations to get the serial", crowd), fmt.Sprintf("%d got it.", len(won)),
			"Look and book in one step: a lock, a transaction or a unique index.")
	}
	return won
}
