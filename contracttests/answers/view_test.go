package answers_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// exchange is one entry of the journal as the control door shows it.
type exchange struct {
	ID                      uint64
	Run, Kind, Type, Serial string
	Status                  int
	Findings                []finding
	Decision                struct{ By, Rule, Why string }
	Booked                  bool
	Request                 struct {
		URL     string
		Payload json.RawMessage
		Base64  []byte // of one exchange only
		Headers http.Header
	}
	Answer struct {
		Status              int
		ExternalID, Message string
		DelayMicros         int64
		Fault               string
		Lost                bool
		Findings            []finding
		Base64              []byte
	}
}

type finding struct{ Clause, Level, Message string }

// journal lists the exchanges that a query chooses, such as "?run=a"; "" is all.
func (m mock) journal(query string) []exchange {
	GinkgoHelper()
	return read[struct{ Exchanges []exchange }](m, "/api/v1/exchanges"+query).Exchanges
}

// received waits until so many exchanges match the query, such as "&run=a", and lists them.
func (m mock) received(n int, query string) []exchange {
	GinkgoHelper()
	page := read[struct{ Exchanges []exchange }](m, fmt.Sprintf("/api/v1/exchanges/wait?n=%d&timeout=10s%s", n, query))
	Expect(len(page.Exchanges)).To(BeNumerically(">=", n), "so many exchanges were waited for")
	return page.Exchanges
}

// last is the newest exchange.
func (m mock) last() exchange {
	GinkgoHelper()
	all := m.journal("?limit=1000")
	Expect(all).NotTo(BeEmpty())
	return all[len(all)-1]
}

// clauses are those of the findings of an exchange.
func clauses(x exchange) []string {
	var list []string
	for _, f := range x.Findings {
		list = append(list, f.Clause)
	}
	return list
}

// statuses are those of the exchanges, in the order of the journal.
func statuses(list []exchange) []int {
	var all []int
	for _, x := range list {
		all = append(all, x.Status)
	}
	return all
}

// thing is what the books remember.
type thing struct{ Kind, ExternalID, State, Serial string }

// live are the things in the books of a run that were not removed.
func (m mock) live(run string) []thing {
	GinkgoHelper()
	return read[struct{ Things []thing }](m, "/api/v1/runs/"+run+"/books?state=live&limit=1000").Things
}

// playedScript is the script of a run with what was used of it.
type playedScript struct {
	Name      string
	Rules     []use
	NeverUsed []string
}

type use struct {
	Rule              string
	Line, Used, Limit int
	UsedUp, Chance    bool
	Matched           int
	Seed              uint64
}

func (m mock) script(run string) playedScript {
	GinkgoHelper()
	return read[playedScript](m, "/api/v1/script"+queryOf(run))
}

// problems are what the control door says of a file that is wrong.
type problems struct {
	Message, Code string
	Problems      []struct {
		Line, Column     int
		Pointer, Message string
	}
}

// refusedScript gives the mock a wrong script and returns what it says.
func (m mock) refusedScript(text string) problems {
	GinkgoHelper()
	said := m.steer(http.MethodPut, "/api/v1/script", text)
	Expect(said.status).To(Equal(http.StatusUnprocessableEntity), said.body)
	var wrong problems
	Expect(json.Unmarshal([]byte(said.body), &wrong)).To(Succeed())
	Expect(wrong.Problems).NotTo(BeEmpty())
	return wrong
}
