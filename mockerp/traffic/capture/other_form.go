package capture

import (
	"bytes"
	"regexp"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture/commandline"
)

var archive = regexp.MustCompile(`"log"\s*:\s*\{`)

// Detect tells the format of a capture from its beginning: what begins as an object is an HTTP archive or JSON lines, and
// all else is what people paste.
func Detect(begin []byte) traffic.Format {
	begin = bytes.TrimPrefix(begin, []byte("\xef\xbb\xbf"))
	switch object := bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n"), []byte("{")); {
	case object && archive.Match(begin) && !bytes.HasPrefix(begin, []byte(`{"version":1,`)):
		return traffic.HAR
	case object:
		return traffic.JSONLines
	}
	return traffic.Raw
}

// otherForm says what a file is that could not be read, by its beginning, and what to do with it; "" is
// unknown.
func otherForm(begin []byte, read traffic.Format) string {
	has := func(text string) bool { return bytes.Contains(begin, []byte(text)) }
	object := bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n"), []byte("{"))
	const copied = " Save its requests as curl commands, and read these as raw HTTP (--raw)."
	switch {
	case object && (has(`"_postman_id"`) || has("schema.getpostman.com")):
		return "this is a collection of Postman, which holds requests and no traffic: post it to erpkit serve, which judges it." + copied
	case object && has(`"__export_format"`), has("collection.insomnia.rest"):
		return "this is an export of Insomnia, which holds requests and no traffic: post it to erpkit serve, which judges it." + copied
	case curlTrace.Match(firstLine(begin)):
		return "this is a trace of curl (--trace, --trace-ascii), which is not read: repeat it with curl -v, and paste the command and what it printed (--raw)"
	case read != traffic.HAR && object && has(`"log"`) && (has(`"creator"`) || has(`"entries"`)):
		return "this is an HTTP archive: read it as one (--har)"
	case read != traffic.JSONLines && bytes.HasPrefix(begin, []byte(`{"version":1,`)):
		return "these are JSON lines of erpkit export: read them as such (--jsonl)"
	case read != traffic.Raw && !object && startOf(firstLine(begin)).kind != noStart, read != traffic.Raw && commandline.Begins(string(firstLine(begin))):
		return "this is HTTP or a command as people paste it: read it as raw HTTP (--raw)"
	}
	return ""
}

// curlTrace is the first line of a trace, with or without its time.
var curlTrace = regexp.MustCompile(`^(?:[\d:.]+ )?(?:== Info: |=> Send (?:header|data), )`)

func firstLine(text []byte) []byte {
	line, _, _ := bytes.Cut(bytes.TrimLeft(text, " \t\r\n"), []byte("\n"))
	return line
}
