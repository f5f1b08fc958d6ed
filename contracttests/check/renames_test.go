package check

import "testing"

func TestCurrent_FollowsRenames(t *testing.T) {
	table := map[string]string{"E1 a": "E1 b", "E1 b": "E4 c", "E2 round": "E2 about", "E2 about": "E2 round"}
	for entry, want := range map[string]string{"E1 a": "E4 c", "E1 b": "E4 c", "E4 c": "E4 c", "E9 other": "E9 other", "E2 round": "E2 round"} {
		if got := current(entry, table); got != want {
			t.Errorf("%s is %s, want %s", entry, got, want)
		}
	}
	for old, now := range renames {
		if old == now || Current(old) == old {
			t.Errorf("%q is renamed to itself", old)
		}
	}
}
