package main

import (
	"strings"
	"testing"
)

// wantRefusedFlag runs erpkit and wants exit code 2 with this sentence, and no word of Go's own.
func wantRefusedFlag(t *testing.T, sentence string, args ...string) {
	t.Helper()
	got := runErpkit(t, "", args...)
	if got.code != exitUsage || !strings.Contains(got.stderr, sentence) {
		t.Errorf("%v: got %+v, wanted %q", args, got, sentence)
	}
	for _, raw := range []string{"strconv", "time:", "invalid argument"} {
		if strings.Contains(got.stderr, raw) {
			t.Errorf("%v: the refusal has Go's own words: %s", args, got.stderr)
		}
	}
}

func TestFlags_SayTheCureOfAWrongValue(t *testing.T) {
	wantRefusedFlag(t, `--timeout is "abc": give a duration with its unit, such as 500ms, 30s or 1h30m`, "send", "device", "add", "--timeout", "abc")
	wantRefusedFlag(t, `--max-runs is "many": give a whole number`, "serve", "--max-runs", "many")
	wantRefusedFlag(t, `--max-body is "99999999999999999999", which is too large`, "serve", "--max-body", "99999999999999999999")
	wantRefusedFlag(t, `--seed is "-1": give a whole number of 0 or more`, "shift", "--seed", "-1")
	wantRefusedFlag(t, `--rate is "fast": give a number`, "verify", "--rate", "fast")
	wantRefusedFlag(t, `--insecure is "perhaps": give true or false`, "try", "--insecure=perhaps")
}

func TestFlags_SayWhichWasPerhapsMeant(t *testing.T) {
	wantRefusedFlag(t, "--serail (did you mean --serial?): erpkit send --help", "send", "device", "add", "--serail", "SN-1")
	wantRefusedFlag(t, "--zzz: erpkit serve --help", "serve", "--zzz")
}

func TestFlags_SayTheCureOfAWrongVariable(t *testing.T) {
	t.Setenv("ERPKIT_READ_TIMEOUT", "10")
	t.Setenv("ERPKIT_MAX_RUNS", "many")
	t.Setenv("ERPKIT_JSON", "ja")
	for _, sentence := range []string{
		`the environment variable ERPKIT_READ_TIMEOUT is "10": give a duration with its unit`,
		`the environment variable ERPKIT_MAX_RUNS is "many": give a whole number`,
		`the environment variable ERPKIT_JSON is "ja": give true or false`,
	} {
		wantRefusedFlag(t, sentence, "serve")
	}
}

func TestFlags_RefuseLimitsThatAreNone(t *testing.T) {
	t.Setenv("ERPKIT_ADDR", "nowhere") // if the limit is not refused, the command ends here instead of serving for ever
	for _, flag := range []string{"max-body", "max-runs", "max-things", "max-exchanges", "max-journal-bytes"} {
		wantRefusedFlag(t, "--"+flag+" is 0: it must be above 0; without the flag it is ", "serve", "--"+flag, "0")
		wantRefusedFlag(t, "--"+flag+" is -5: it must be above 0", "serve", "--"+flag, "-5")
	}
	wantRefusedFlag(t, "--read-timeout is -1m30s: it must be above 0; without the flag it is 10s", "serve", "--read-timeout", "-90s")

	t.Setenv("ERPKIT_MAX_BODY", "0")
	wantRefusedFlag(t, "--max-body is 0: it must be above 0", "serve")
}
