package script

import (
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

func TestSwitch_LetsPostsPassAndKeepsWhatWasCounted(t *testing.T) {
	s := rulesOf(t, "- {name: a, when: {kind: device}, times: 3, answer: {status: 409}}\n- {name: b, answer: {status: 410}}")
	begun := time.Now().Truncate(time.Microsecond)
	live := Start(s)
	one := post(t, schemas.Device, `{"type":"add"}`)
	live.Answer(one)
	off, ok := s.Switch(1, true)
	if !ok {
		t.Fatal("there is no first rule")
	}
	live.Follow(off)
	answer, _ := live.Answer(one)
	if missed := missed(live, one, answer); answer.Status != 410 || len(missed) != 1 || missed[0].Reason != "it is switched off" {
		t.Errorf("switched off, the answer is %d and what was missed %v", answer.Status, missed)
	}
	if uses := live.Uses(); !uses[0].Off || uses[0].Used != 1 || uses[1].Off || uses[0].LastUse.Before(begun) || uses[0].LastUse.After(time.Now()) {
		t.Errorf("the uses are %+v", uses)
	}
	on, _ := off.Switch(1, false)
	live.Follow(on)
	if got := statuses(live, one, 3); got[0] != 409 || got[1] != 409 || got[2] != 410 {
		t.Errorf("switched on again, the answers are %v", got)
	}
	if uses := Start(s).Uses(); uses[0].Off || !uses[0].LastUse.IsZero() {
		t.Errorf("the script itself was changed: %+v", uses)
	}
}

func TestSwitch_RefusesARuleThatIsNotThere(t *testing.T) {
	s := rulesOf(t, "- answer: {status: 409}")
	for _, number := range []int{-1, 0, 2} {
		if _, ok := s.Switch(number, true); ok {
			t.Errorf("there is a rule %d", number)
		}
	}
}

// counts are the uses without their times.
func counts(l *Live) []Use {
	uses := l.Uses()
	for i := range uses {
		uses[i].LastUse = time.Time{}
	}
	return uses
}
