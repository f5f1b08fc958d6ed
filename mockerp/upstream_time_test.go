package mockerp_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/upstream"
)

// A slow ERP holds up nobody else, not even in the same run; the order is that of the answers.
func TestUpstream_TheRunIsNotHeldUp(t *testing.T) {
	release := make(chan struct{})
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "SN-slow") {
			<-release
		}
		fmt.Fprint(w, "{}")
	})
	erp := before(t, upstream.Options{URL: url})
	slow := pending(t, erp, erp.URL()+"/device", "", device("add", "SN-slow", ""))
	post(t, erp.URL()+"/device", device("add", "SN-fast", ""))
	close(release)
	if err := endsSoon(t, "the slow post", slow); err != nil {
		t.Error(err)
	}
	all := erp.Exchanges(t, journal.Filter{})
	if len(all) != 2 || all[0].Serial != "SN-fast" || all[1].Serial != "SN-slow" {
		t.Errorf("got %d exchanges, first %s", len(all), all[0].Serial)
	}
}

// TestUpstream_ASlowERPIsHeard: it may take longer than a connection of the mock may be without an answer, and its
// answer, or that there is none, is written all the same.
func TestUpstream_ASlowERPIsHeard(t *testing.T) {
	erp := before(t, upstream.Options{URL: realERP(t, func(http.ResponseWriter, *http.Request) {}), Timeout: 5 * time.Minute})
	body := device("add", "SN-1", "")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/device", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	w := timed{recorder: newRecorder()}
	erp.ERPHandler().ServeHTTP(&w, request)
	if left := time.Until(w.write); w.status != 200 || left < 5*time.Minute || left > 6*time.Minute {
		t.Errorf("got %d, to be written within %s", w.status, left)
	}
}

// timed is a response writer whose deadlines can be moved.
type timed struct {
	*recorder
	read, write time.Time
}

func (w *timed) SetReadDeadline(to time.Time) error { w.read = to; return nil }

func (w *timed) SetWriteDeadline(to time.Time) error { w.write = to; return nil }

// The MES hangs up while the real ERP works: the ERP has booked, and the books know that the MES did
// not hear.
func TestUpstream_TheSenderLeaves(t *testing.T) {
	release, asked := make(chan struct{}), make(chan struct{}, 1)
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), `"remove"`) {
			asked <- struct{}{}
			<-release
		}
		fmt.Fprint(w, `{"externalId":"R-1"}`)
	})
	erp := before(t, upstream.Options{URL: url})
	noticed := make(chan (<-chan struct{}), 1)
	front := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		noticed <- r.Context().Done()
		erp.ERPHandler().ServeHTTP(w, r)
	})
	post(t, erp.URL()+"/device", device("add", "SN-1", ""))
	remove := device("remove", "SN-1", `"externalId":"R-1",`)
	ctx, hangUp := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { _, _, err := send(ctx, front+"/device", "", remove); ended <- err }()
	<-asked
	hangUp()
	_ = endsSoon(t, "the post", ended)
	<-<-noticed
	close(release)
	erp.WaitFor(t, 2, journal.Filter{})
	if x := last(t, erp); !x.Answer.Lost || !x.Booked {
		t.Errorf("the journal has lost %v, booked %v", x.Answer.Lost, x.Booked)
	}
	if got := post(t, erp.URL()+"/device", remove); got.status != 200 {
		t.Errorf("got %d", got.status)
	}
	if x := last(t, erp); len(x.Findings) > 0 {
		t.Errorf("pressing again is held against the MES: %+v", x.Findings)
	}
}

// A post that is with the real ERP while its run is dropped is booked in the run that comes after.
func TestUpstream_TheRunIsDroppedInBetween(t *testing.T) {
	release, asked := make(chan struct{}), make(chan struct{}, 1)
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		<-release
		fmt.Fprint(w, `{"externalId":"R-1"}`)
	})
	erp := before(t, upstream.Options{URL: url})
	under := pending(t, erp, erp.RunURL("a")+"/device", "", device("add", "SN-1", ""))
	<-asked
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, erp.ControlURL()+"/api/v1/runs/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := do(t, request); got.status != 200 {
		t.Fatalf("got %d", got.status)
	}
	close(release)
	if err := endsSoon(t, "the post", under); err != nil {
		t.Error(err)
	}
	got, err := http.Get(erp.ControlURL() + "/api/v1/runs/a/books")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if body, _ := io.ReadAll(got.Body); !strings.Contains(string(body), "R-1") {
		t.Errorf("the books of the new run have %s", body)
	}
}
