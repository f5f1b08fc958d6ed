package credentials

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // some ERPs want it; as an HMAC it is not broken
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
)

// hashOf is an algorithm by its name in a file; "" is the default.
func hashOf(name string) func() hash.Hash {
	switch name {
	case "sha1":
		return sha1.New
	case "sha384":
		return sha512.New384
	case "sha512":
		return sha512.New
	}
	return sha256.New
}

// signature signs the body of each post with a key that both sides know (RFC 2104).
type signature struct {
	header, prefix string
	key            []byte
	hash           func() hash.Hash
	base64         bool
}

// of is the value of the header for a body, made of its bytes as sent.
func (s *signature) of(body []byte) string {
	mac := hmac.New(s.hash, s.key)
	mac.Write(body) // never fails, by its documentation
	if s.base64 {
		return s.prefix + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return s.prefix + hex.EncodeToString(mac.Sum(nil))
}
