// Package api has the JSON shapes of the control door, which the door (mockerp/control) writes and its
// client (mockerp/control/client) reads. They are published: members are added, never renamed or taken away.
//
//	var page api.Page
//	err := json.Unmarshal(answer, &page) // of GET /api/v1/exchanges
//	for _, x := range page.Exchanges {
//		fmt.Println(x.ID, x.Kind, x.Type, x.Serial, x.Answer.Status)
//	}
//
// It may import mockerp/books, mockerp/script, mockerp/traffic, schemas, schemas/coverage and
// schemas/yamlfile, nothing else of ours.
package api
