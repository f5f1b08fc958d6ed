package schemas

import "testing"

func TestKnownNamesAreThoseOfTheSchemas(t *testing.T) {
	for _, name := range []string{"device", "item-attach", "operation"} {
		s := mustJudge(t, name).shape
		for _, inner := range s.inner {
			for _, member := range inner.names {
				if knownName([]byte(member)) != member {
					t.Errorf("%s.%s is copied at each post", inner.name, member)
				}
			}
		}
		for _, member := range s.names {
			if knownName([]byte(member)) != member {
				t.Errorf("%s is copied at each post", member)
			}
		}
	}
	if knownName([]byte("colour")) != "" {
		t.Error("colour is known")
	}
}
