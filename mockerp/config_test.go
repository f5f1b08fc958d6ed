package mockerp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
)

// TestNew_SaysWhichLimitIsWrong: each limit by its field and its flag, a time as one writes it.
func TestNew_SaysWhichLimitIsWrong(t *testing.T) {
	wrong := mockerp.Config{
		Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0",
		MaxBody: -1, MaxRuns: -2, MaxThings: -3, MaxThingsTotal: -7, MaxConns: -4, MaxExchanges: -5, MaxJournalBytes: -6, ReadTimeout: -90 * time.Second,
	}
	_, err := mockerp.New(wrong)
	if err == nil {
		t.Fatal("negative limits were taken")
	}
	said := strings.Split(err.Error(), "\n")
	wanted := []string{
		"the limit MaxBody (--max-body) is -1: it must be above 0, or left out for the default",
		"the limit MaxRuns (--max-runs) is -2: it must be above 0, or left out for the default",
		"the limit MaxThings (--max-things) is -3: it must be above 0, or left out for the default",
		"the limit MaxThingsTotal (--max-things-total) is -7: it must be above 0, or left out for the default",
		"the limit MaxConns is -4: it must be above 0, or left out for the default",
		"the limit MaxExchanges (--max-exchanges) is -5: it must be above 0, or left out for the default",
		"the limit MaxJournalBytes (--max-journal-bytes) is -6: it must be above 0, or left out for the default",
		"the limit ReadTimeout (--read-timeout) is -1m30s: it must be above 0, or left out for the default",
	}
	if strings.Join(said, "\n") != strings.Join(wanted, "\n") {
		t.Errorf("got\n%s\nwanted\n%s", err, strings.Join(wanted, "\n"))
	}
}

// TestNew_TakesNothingForTheDefaults: the zero value is a valid configuration.
func TestNew_TakesNothingForTheDefaults(t *testing.T) {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	settings := server.Settings()
	if settings["maxBody"] != int64(1<<20) || settings["maxThings"] != 50_000 || settings["readTimeout"] != "10s" {
		t.Errorf("got %v", settings)
	}
}
