package capsule

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/schemas"
)

// maxLine bounds one line of a capture.
const maxLine = 64 << 20

// ReadLines goes through JSON lines as erpkit export writes them, one exchange at a time, with
// all that the mock knew of it: findings, faults, what the MES did not hear. The error names the
// line, or is that of each.
func ReadLines(r io.Reader, each func(Recorded) error) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for scanner.Scan() {
		n++
		text := scanner.Bytes()
		if n == 1 {
			text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) // some tools write it in front of UTF-8
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		one, err := readLine(text)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := each(one); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d bytes: these are no JSON lines of erpkit", n+1, maxLine)
	}
	return scanner.Err()
}

// lineMore is what only erpkit writes, beside what any capture has.
type lineMore struct {
	known
	Answer struct {
		DelayMicros int64  `json:"delayMicros"`
		Fault       string `json:"fault"`
		Lost        bool   `json:"lost"`
	} `json:"answer"`
}

// known is what a mock knows of an exchange, and no other recorder.
type known struct {
	Run      string             `json:"run"`
	Kind     schemas.Kind       `json:"kind"`
	Findings *[]schemas.Finding `json:"findings"`
	Booked   bool               `json:"booked"`
	Decision struct {
		By string `json:"by"`
	} `json:"decision"`
	Fault string `json:"fault"`
	Lost  bool   `json:"lost"`
}

func readLine(text []byte) (Recorded, error) {
	captured, err := export.ReadJSONLines(bytes.NewReader(text), 0)
	if err != nil { // it counts the lines that it was given
		return Recorded{}, errors.New(strings.TrimPrefix(err.Error(), "line 1: "))
	}
	var more lineMore
	if err := json.Unmarshal(text, &more); err != nil {
		return Recorded{}, fmt.Errorf("it is no exchange as erpkit writes it: %w", err)
	}
	r := fromCaptured(&captured[0])
	more.Fault, more.Lost = more.Answer.Fault, more.Answer.Lost
	r.Delay = time.Duration(more.Answer.DelayMicros) * time.Microsecond
	r.know(&captured[0], more.known)
	return r, nil
}

// know takes in what the mock knew.
func (r *Recorded) know(c *export.Captured, k known) {
	if k.Run != "" {
		r.Run = k.Run
	}
	if kind, err := schemas.ParseKind(string(k.Kind)); err == nil {
		r.Kind = kind
	}
	if k.Findings != nil {
		r.Findings, r.Judged = *k.Findings, true
	}
	r.Fault, r.Booked, r.Useless = k.Fault, k.Booked, useless(c.Method, c.BodyCut, k.Decision.By)
	if k.Lost {
		r.Lost, r.Status, r.AnswerHeader, r.Answer = true, 0, nil, nil
	}
	r.hear()
}
