package export

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// Captured is one post, and its answer where there is one, as somebody else recorded it.
type Captured struct {
	// Where tells which part of the file it is from, such as "entry 3" or "line 7", counted from 1.
	Where  string
	Method string
	URL    string // whole where the host is known, else the path
	Header http.Header
	Body   []byte
	// BodyCut is true when the capture says that there was more of the body than it holds.
	BodyCut bool
	At      time.Time // zero where it is not known

	Status       int // 0 when no answer was captured
	AnswerHeader http.Header
	AnswerBody   []byte
}

// How much a reader takes: bytes where the caller sets no limit, and posts.
const (
	usualLimit = 64 << 20
	mostPosts  = 100_000
)

// readAll reads a capture that must not be longer than the limit.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	if limit <= 0 {
		limit = usualLimit
	}
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("the capture cannot be read: %w", err)
	}
	if int64(len(content)) > limit {
		return nil, fmt.Errorf("the capture is longer than %d bytes: split it, or save only the posts to the ERP", limit)
	}
	return content, nil
}

// tooMany is the error for a capture of more posts than a reader takes.
func tooMany() error {
	return fmt.Errorf("the capture has more than %d posts: split it, or save only the posts to the ERP", mostPosts)
}
