package schemas

import (
	"fmt"
	"mime"
	"strings"
)

// JudgeContentType judges the Content-Type and the Content-Encoding of a post (T1): JSON, in UTF-8, not
// compressed. Another spelling of UTF-8, and US-ASCII, get a note. "" stands for a missing header. It returns
// nil when there is nothing to say.
func JudgeContentType(contentType, contentEncoding string) []Finding {
	if contentEncoding != "" && !strings.EqualFold(contentEncoding, "identity") {
		return []Finding{newFinding("T1", "", "no Content-Encoding", shorten(contentEncoding),
			"The body is sent with Content-Encoding "+printed(contentEncoding), "send it as it is")}
	}
	if contentType == "application/json" {
		return nil
	}
	const wanted, cure = "Content-Type: application/json", "send JSON with application/json"
	if contentType == "" {
		return []Finding{newFinding("T1", "", wanted, "none", "The post has no Content-Type", cure)}
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
		return []Finding{newFinding("T1", "", wanted, shorten(contentType), "The Content-Type is "+printed(contentType), cure)}
	}
	charset := params["charset"]
	switch {
	case charset == "" || strings.EqualFold(charset, "utf-8"):
		return nil
	case isUTF8Name(charset):
		return []Finding{newNote("T1", "", "charset utf-8", shorten(charset),
			"The Content-Type says charset "+printed(charset)+", which is read as UTF-8", "write it utf-8")}
	default:
		return []Finding{newFinding("T1", "", "charset utf-8", shorten(charset),
			"The Content-Type says charset "+printed(charset), "send JSON in UTF-8")}
	}
}

// printed shortens a text and escapes what is not printable.
func printed(text string) string {
	quoted := fmt.Sprintf("%q", shorten(text))
	return quoted[1 : len(quoted)-1]
}
