package export

import (
	"io"
	"net/http"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// linesVersion is the member "version" of every line. A change that readers must know of raises it;
// a new member does not.
const linesVersion = 1

// JSONLines writes one JSON object per exchange and line. A body stands under "text" if it is
// UTF-8, else under "base64"; such bytes in a header are read as Latin-1. It may be called again
// for the next page of a journal. The error is the writer's.
func JSONLines(w io.Writer, list []*traffic.Exchange, o Options) error {
	for _, x := range list {
		line, err := schemas.JSON(lineOf(x, o))
		if err == nil {
			_, err = w.Write(append(line, '\n'))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type line struct {
	Version      int               `json:"version"`
	ID           uint64            `json:"id"`
	Run          string            `json:"run"`
	At           string            `json:"at,omitempty"`
	TookMicros   int64             `json:"tookMicros"`
	Kind         schemas.Kind      `json:"kind"`
	Type         string            `json:"type"`
	Serial       string            `json:"serial"`
	OtherSerials []string          `json:"otherSerials"`
	WorkOrder    string            `json:"workOrder"`
	Request      lineRequest       `json:"request"`
	Findings     []schemas.Finding `json:"findings"`
	Decision     traffic.Decision  `json:"decision"`
	Answer       lineAnswer        `json:"answer"`
	Booked       bool              `json:"booked"`
	Cut          bool              `json:"cut"`
}

type lineRequest struct {
	Method    string              `json:"method"`
	URL       string              `json:"url"`
	Proto     string              `json:"proto"`
	Remote    string              `json:"remote"`
	Headers   map[string][]string `json:"headers"`
	Truncated bool                `json:"truncated"`
	lineBody
}

type lineAnswer struct {
	Status      int                 `json:"status"`
	Headers     map[string][]string `json:"headers"`
	DelayMicros int64               `json:"delayMicros"`
	Fault       string              `json:"fault,omitempty"`
	Lost        bool                `json:"lost"`
	Findings    []schemas.Finding   `json:"findings"`
	lineBody
}

// lineBody has one of the two, or none for an empty body.
type lineBody struct {
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"`
}

func lineOf(x *traffic.Exchange, o Options) line {
	return line{
		Version: linesVersion, ID: x.ID, Run: x.Run, At: stamp(x.At), TookMicros: x.Took.Microseconds(),
		Kind: x.Kind, Type: x.Type, Serial: x.Serial, OtherSerials: notNil(x.OtherSerials), WorkOrder: x.WorkOrder,
		Request: lineRequest{
			Method: method(x), URL: o.url(x), Proto: x.Request.Proto, Remote: x.Request.Remote,
			Headers: lineHeader(o.header(x.Request.Header)), Truncated: x.Request.Truncated, lineBody: lineBodyOf(x.Request.Body),
		},
		Findings: notNil(x.Findings), Decision: x.Decision,
		Answer: lineAnswer{
			Status: x.Answer.Status, Headers: lineHeader(o.header(x.Answer.Header)), DelayMicros: x.Answer.Delay.Microseconds(),
			Fault: x.Answer.Fault, Lost: x.Answer.Lost, Findings: notNil(x.Answer.Findings), lineBody: lineBodyOf(x.Answer.Body),
		},
		Booked: x.Booked, Cut: x.Cut,
	}
}

func lineHeader(header http.Header) map[string][]string {
	clean := make(map[string][]string, len(header))
	for name, values := range header {
		list := make([]string, 0, len(values))
		for _, value := range values {
			list = append(list, latin1(value))
		}
		clean[latin1(name)] = list
	}
	return clean
}

func lineBodyOf(body []byte) lineBody {
	text, encoding := textOrBase64(body)
	if encoding != "" {
		return lineBody{Base64: text}
	}
	return lineBody{Text: text}
}
