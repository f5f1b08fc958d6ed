package shift_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
	"github.com/erpkit/erpkit/sender/target"
)

// A short shift against an ERP that accepts everything and gives no ids.
func ExamplePlay() {
	erp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer erp.Close()
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	settings := target.Target{Base: erp.URL}.Settings("local")
	summary, err := shift.Play(context.Background(), shift.Options{Settings: settings, Poster: client, Seed: 7, Events: 50})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Posts, "posts,", summary.Total.Accepted, "accepted, perfect:", summary.Perfect())
	// Output: 50 posts, 50 accepted, perfect: true
}
