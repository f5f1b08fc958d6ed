package expect

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
)

// rulesForm expects that every rule of the script was used.
type rulesForm struct{}

func (rulesForm) wanted() string   { return "every rule of the script answered at least one post" }
func (rulesForm) follow() follower { return rulesFollower{} }

type rulesFollower struct{}

func (rulesFollower) see(*seen) {}

// stand fails for a run without a script: that proves nothing. The counters of a script cover the
// whole run, so the outcome is sure.
func (rulesFollower) stand(uses []script.Use) standing {
	if len(uses) == 0 {
		return standing{got: "no script in this run, so this proves nothing", sure: true}
	}
	var never []string
	for _, use := range uses {
		if use.Used == 0 {
			never = append(never, fmt.Sprintf("%q (line %d)", use.Rule, use.Line))
		}
	}
	s := standing{ok: len(never) == 0, sure: true, got: fmt.Sprintf("%d of %d rules", len(uses)-len(never), len(uses))}
	if len(never) > mostNamed {
		never = append(never[:mostNamed], fmt.Sprintf("%d more", len(never)-mostNamed))
	}
	if !s.ok {
		s.missing = "a post that is answered by " + strings.Join(never, ", ")
	}
	return s
}
