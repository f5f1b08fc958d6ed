package schemas

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// CharsetOf returns the likely character encoding of a body that is not UTF-8, such as "UTF-16" or
// "ISO-8859-1"; "" is UTF-8. It goes by the byte order mark, then by which bytes occur, then by the content
// type.
func CharsetOf(header http.Header, body []byte) string {
	switch {
	case IsUTF16(body):
		return "UTF-16"
	case utf8.Valid(body), isPacked(header):
		return ""
	}
	if named := charsetNamed(header); named != "" && !isUTF8Name(named) {
		return strings.ToUpper(named)
	}
	return charsetGuessed(body)
}

// isPacked tells whether a body is compressed.
func isPacked(header http.Header) bool {
	coding := header.Get("Content-Encoding")
	return coding != "" && !strings.EqualFold(coding, "identity")
}

// charsetGuessed goes by the bytes above ASCII. If they outnumber the Latin letters and are Hebrew letters, it
// is a Hebrew charset; if some are control characters in ISO-8859-1, it is a Windows one.
func charsetGuessed(body []byte) string {
	high, hebrew, latin, control := 0, 0, 0, 0
	for _, b := range body {
		switch {
		case b >= 0xe0 && b <= 0xfa:
			high, hebrew = high+1, hebrew+1
		case b >= 0x80:
			high++
			if b < 0xa0 {
				control++
			}
		case b|0x20 >= 'a' && b|0x20 <= 'z':
			latin++
		}
	}
	switch {
	case hebrew == high && high > latin:
		return "windows-1255 (Hebrew)"
	case control > 0:
		return "windows-1252"
	}
	return "ISO-8859-1"
}

// IsUTF16 tells from the beginning of a text whether it is UTF-16: it has the byte order mark, or every second
// byte is zero, as in Latin text without a mark. Windows tools write such files.
func IsUTF16(body []byte) bool {
	if bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) {
		return true
	}
	begin := body[:min(len(body)/2*2, 64)]
	if len(begin) < 4 {
		return false
	}
	zeros := [2]int{}
	for i, b := range begin {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(begin) / 2
	return zeros[0] == half && zeros[1] == 0 || zeros[1] == half && zeros[0] == 0
}

// charsetNamed is the charset of the content type, "" if there is none.
func charsetNamed(header http.Header) string {
	_, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return parameters["charset"]
}

// isUTF8Name tells whether a charset is UTF-8 in any spelling, or a part of it (T1).
func isUTF8Name(charset string) bool {
	switch strings.ToLower(charset) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return true
	}
	return false
}

// FileText gives the text of a file without the byte order mark that Windows tools write in front of UTF-8. What is UTF-16 it
// refuses.
func FileText(file []byte) ([]byte, error) {
	if IsUTF16(file) {
		return nil, errors.New("this is UTF-16 text: save it as UTF-8")
	}
	return bytes.TrimPrefix(file, []byte("\ufeff")), nil
}
