package master

import (
	"fmt"
	"slices"
)

// serials are those of one part, or of one variant.
type serials struct {
	of      string
	list    []string
	pattern string
	reuse   bool
	maker   maker

	next  int      // of the list
	freed []string // that came back and may be used again
	out   int      // handed out and not back
}

// take gives a serial that nobody else has.
func (s *serials) take() (string, error) {
	if s.next < len(s.list) {
		s.next++
		s.out++
		return s.list[s.next-1], nil
	}
	if s.pattern != "" {
		if text, ok := s.maker.next(); ok {
			s.out++
			return text, nil
		}
	}
	if len(s.freed) > 0 {
		text := s.freed[0]
		s.freed = slices.Delete(s.freed, 0, 1)
		s.out++
		return text, nil
	}
	return "", s.short()
}

// comesBack takes a serial back, to be handed out again where that is allowed.
func (s *serials) comesBack(text string) {
	s.out--
	if s.reuse {
		s.freed = append(s.freed, text)
	}
}

func (s *serials) short() *Shortage {
	cure := "give more, or a pattern for new ones (newSerials: SN-{n:6}), or reuse: true if they may be used again once removed"
	words := fmt.Sprintf("%s has no serial left: %d were given, %d were used; %s.", s.of, len(s.list), s.next, cure)
	if s.pattern != "" {
		words = fmt.Sprintf("%s has no serial left: all %d of the pattern %s were used; make it wider.", s.of, s.maker.given-1, s.pattern)
	}
	return &Shortage{Need: "more serials of " + s.of, Words: upper(words), Later: s.reuse && s.out > 0}
}

func upper(words string) string { return string(words[0]-'a'+'A') + words[1:] }

// Serial hands out a serial for a device.
func (s *Supply) Serial(w SerialWant) (NewSerial, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := s.serials[w.SKU]
	switch special := s.data.Special[w.Variant]; {
	case special.Serial != "":
		from = s.serials[" "+w.Variant]
	case w.Only:
		v, _ := VariantNamed(w.Variant)
		need := fmt.Sprintf("pattern for serials with %s (variants.%s.serial)", v.About, v.Name)
		return NewSerial{}, missing(need, "", "add it if the ERP takes such serials")
	case from == nil:
		return NewSerial{}, missing("part "+w.SKU, "", "add it to parts")
	}
	text, err := from.take()
	if err != nil {
		return NewSerial{}, err
	}
	return NewSerial{Text: text, back: func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		from.comesBack(text)
	}}, nil
}
