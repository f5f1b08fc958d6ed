package contracttests

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
)

// Rehearse runs the checks against a right ERP inside this program, with the master data of the target: nothing
// is posted to the target. The Needs of its report are what the master data lack.
func Rehearse(ctx context.Context, t Target, opts Options) (Report, error) {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		return Report{}, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Report{}, err
	}
	server := &http.Server{Handler: erp.Handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with Close
	defer server.Close()
	return Run(ctx, Target{Base: "http://" + listener.Addr().String(), Skip: t.Skip, Master: t.Master}, opts)
}
