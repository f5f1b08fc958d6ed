package capsule

import (
	"cmp"
	"crypto/hmac"
	crand "crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/erpkit/erpkit/schemas"
)

// Masker replaces names by pseudonyms of the same shape: letters by letters of the same case
// and script, digits by digits, zeros at the beginning stay, everything else stays. The
// same text gets the same pseudonym, be it a name or a word, and two texts never get the same one.
//
// With the same key the pseudonyms are the same again. Without the key nobody can find out
// by trying what a pseudonym stands for. A Masker is not safe for concurrent use.
type Masker struct {
	key   string
	given map[string]string // pseudonyms by name or word
	taken map[string]string // names and words by pseudonym
	names map[string]bool   // the names to look for in sentences
	known map[string][]int  // the lengths of the names that begin so, the longest first
}

// NewMasker makes a masker. Without a key it makes one up; see Key.
func NewMasker(key string) *Masker {
	m := &Masker{key: cmp.Or(key, crand.Text()), given: map[string]string{}, taken: map[string]string{}, names: map[string]bool{}, known: map[string][]int{}}
	for _, word := range slices.Concat(nameMembers(), quantityMembers(), otherMembers(), schemas.Device.Types()) {
		m.taken[word] = word // a word that stays as it is cannot stand for anything else
	}
	return m
}

// Key is what makes the pseudonyms repeat.
func (m *Masker) Key() string { return m.key }

// maxTries is how often another pseudonym is tried if one is taken.
const maxTries = 200

// maxKnown is the longest name that is looked for in sentences; of longer names the words are masked instead.
const maxKnown = 200

// name gives the pseudonym of a name, which is then looked for in sentences, too.
func (m *Masker) name(name string) string {
	if begin := beginning(name); name != "" && len(name) <= maxKnown && !m.names[name] {
		m.names[name] = true
		lengths := m.known[begin]
		if at, there := slices.BinarySearchFunc(lengths, len(name), func(a, b int) int { return b - a }); !there {
			m.known[begin] = slices.Insert(lengths, at, len(name))
		}
	}
	return m.word(name)
}

// word gives the pseudonym of any text that is masked as a whole.
func (m *Masker) word(text string) string {
	if made, ok := m.given[text]; ok {
		return made
	}
	made := text
	if maskable(text) {
		made = m.free(text)
	}
	m.given[text], m.taken[made] = made, text
	return made
}

// free finds a pseudonym that is not taken. A short text has few, so it may get a longer one.
func (m *Masker) free(text string) string {
	other := "x" // nothing but letters that have no others beside them is left
	for try := range maxTries {
		made := m.make(text, try)
		if made == text {
			continue
		}
		if _, taken := m.taken[made]; !taken {
			return made
		}
		other = made
	}
	joint := "-"
	if jsontext.Value(text).IsValid() { // a number becomes a number
		joint = ""
	}
	for n := len(m.taken); ; n++ {
		made := other + joint + strconv.Itoa(n)
		if _, taken := m.taken[made]; !taken && made != text {
			return made
		}
	}
}

func maskable(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) && r != '0' })
}

// make makes a pseudonym. Names that differ only in case get pseudonyms that differ only in case.
func (m *Masker) make(name string, try int) string {
	mac := hmac.New(sha256.New, []byte(m.key))
	fmt.Fprintf(mac, "%d %s", try, strings.ToLower(name))
	sum := mac.Sum(nil)
	source := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])))
	if id, err := uuid.Parse(name); err == nil && len(name) == 36 {
		return maskUUID(id, sum, name)
	}
	var b strings.Builder
	inNumber := false
	for _, r := range name {
		switch {
		case unicode.IsDigit(r):
			b.WriteRune(maskDigit(r, inNumber, source))
			inNumber = inNumber || digit(r) != 0
			continue
		case unicode.IsLetter(r):
			b.WriteRune(maskLetter(r, source))
		default:
			b.WriteRune(r)
		}
		inNumber = false
	}
	return b.String()
}

// maskUUID keeps the version and the variant, and how the letters are written.
func maskUUID(id uuid.UUID, sum []byte, name string) string {
	version, variant := id[6]&0xf0, id[8]&0xc0
	copy(id[:], sum)
	id[6], id[8] = id[6]&0x0f|version, id[8]&0x3f|variant
	if name == strings.ToUpper(name) {
		return strings.ToUpper(id.String())
	}
	return id.String()
}

// digit is the value of a decimal digit in any script, where the ten digits follow each other.
func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r - '0'
	}
	for d := range rune(10) {
		if !unicode.IsDigit(r - d - 1) {
			return d
		}
	}
	return 0
}

// maskDigit keeps zeros at the beginning of a number, and adds none.
func maskDigit(r rune, inNumber bool, source *rand.Rand) rune {
	value, n := digit(r), rune(source.IntN(10))
	switch {
	case inNumber:
		return r - value + n
	case value == 0:
		return r
	}
	return r - value + 1 + n%9
}

// maskLetter takes another letter of the same script and case.
func maskLetter(r rune, source *rand.Rand) rune {
	n := source.IntN(1 << 20)
	switch {
	case r >= 'a' && r <= 'z':
		return 'a' + rune(n%26)
	case r >= 'A' && r <= 'Z':
		return 'A' + rune(n%26)
	case r >= 'א' && r <= 'ת':
		return 'א' + rune(n%27)
	}
	var near []rune
	for other := r - 16; other <= r+16; other++ {
		if unicode.IsLetter(other) && unicode.IsUpper(other) == unicode.IsUpper(r) && unicode.IsLower(other) == unicode.IsLower(r) && other > unicode.MaxASCII {
			near = append(near, other)
		}
	}
	if len(near) < 2 { // r is the only letter
		return 'a' + rune(n%26)
	}
	return near[n%len(near)]
}

// longNumber is how many digits a number needs to identify somebody, such as a badge number.
const longNumber = 4

// isLong tells whether a number may identify somebody.
func isLong(number string) bool {
	digits := 0
	for _, r := range number {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= longNumber
}

// number returns the pseudonym of a number, which is a number too; its exponent stays.
func (m *Masker) number(text string) string {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		at = len(text)
	}
	return m.name(text[:at]) + text[at:]
}
