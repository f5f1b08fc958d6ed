package brokenerps

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// ERP is one small ERP. Its addresses are /device, /item-attach and /operation, and / for all kinds.
type ERP struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Breaks are the clauses that the ERP breaks, MUST and SHOULD: the causes first, then what follows from them.
	Breaks []string `json:"breaks"`
	// Right is true when it keeps every MUST.
	Right bool `json:"right"`
	// Master are the master data that the ERP knows, as a file for erpkit; "" is an ERP that takes any name.
	Master string `json:"-"`
	// OneURL is true when all kinds must be posted to /.
	OneURL bool `json:"-"`
	// Mixes is true when it mixes up things that share something: nothing is wrong while nothing is shared.
	Mixes bool `json:"-"`
	// Handler makes the ERP, with empty books.
	Handler func() http.Handler `json:"-"`
}

// Tempo is how slow the slow ones are. The zero value breaks the contract's five seconds.
type Tempo struct {
	// Slow is how long a late answer takes.
	Slow time.Duration
	// Each is how long the strict one needs for a post.
	Each time.Duration
}

// Catalogue gives every ERP: first the broken ones, then the right ones, each by name.
func Catalogue(tempo Tempo) []ERP {
	tempo.Slow = cmp.Or(tempo.Slow, 5500*time.Millisecond)
	broken := slices.Concat(brokenMembers(), brokenTexts(), brokenNumbers(), brokenIDs(), brokenIDAnswers(), brokenAnswers(),
		brokenRefusals(), brokenDialects(), brokenBooks(), brokenSerials(),
		// Wrong in a way that makes much else fail: the cause has to be told from its consequences.
		unreadIDs(), lostIDs(), sharedIDs(), wantedMembers(), brokenAfterwards(),
		brokenDevices(), brokenItems(), brokenReports(), brokenCrowd(tempo), []ERP{Draft()})
	right := append(rightOnes(), strict(tempo))
	for _, list := range [][]ERP{broken, right} {
		slices.SortFunc(list, func(a, b ERP) int { return strings.Compare(a.Name, b.Name) })
	}
	return append(broken, right...)
}

// Find gives the ERP with this name. The error lists the known names.
func Find(name string, tempo Tempo) (ERP, error) {
	var names []string
	for _, erp := range Catalogue(tempo) {
		if erp.Name == name {
			return erp, nil
		}
		names = append(names, erp.Name)
	}
	return ERP{}, fmt.Errorf("there is no ERP %q: use one of %s", name, strings.Join(names, ", "))
}

// broken makes an entry of the catalogue from the one habit that is wrong.
func broken(name, about string, breaks []string, h habits) ERP {
	return ERP{Name: name, About: about, Breaks: append([]string{}, breaks...), Handler: func() http.Handler { return newCore(h) }}
}

// right makes an entry for a style that keeps every MUST. misses are the SHOULD clauses that it does not keep.
func right(name, about string, misses []string, h habits) ERP {
	erp := broken(name, about, misses, h)
	erp.Right = true
	return erp
}
