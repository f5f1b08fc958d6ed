package sqlite

import (
	"encoding/binary"

	"github.com/erpkit/erpkit/mockerp/packed"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// appendAsked writes what form 4 has behind form 2.
func appendAsked(b []byte, a *traffic.Asked, places []uint64) []byte {
	if a == nil {
		return b
	}
	b = binary.AppendUvarint(b, a.Seq)
	b = binary.AppendVarint(packed.AppendText(b, a.BooksID), int64(a.BooksSize))
	b = binary.AppendUvarint(b, uint64(len(a.Scripts)))
	for i := range a.Scripts {
		one := &a.Scripts[i]
		b = appendScript(b, one.Script, placeOf(places, i))
		b = binary.AppendVarint(b, int64(one.Before))
		b = binary.AppendUvarint(b, uint64(len(one.Passed)))
		for _, p := range one.Passed {
			b = binary.AppendUvarint(binary.AppendUvarint(binary.AppendVarint(b, int64(p.Rule)), p.Asked), p.Matched)
			b = packed.AppendText(b, p.Trouble)
		}
	}
	return b
}

// appendScript writes the text of the script, or which exchange has it.
func appendScript(b []byte, s *traffic.Script, place uint64) []byte {
	b = binary.AppendUvarint(packed.AppendText(b, s.Key), s.Seed)
	b = binary.AppendUvarint(b, uint64(len(s.Off)))
	for _, rule := range s.Off {
		b = binary.AppendVarint(b, int64(rule))
	}
	b = binary.AppendUvarint(b, place)
	if place == 0 {
		b = packed.AppendText(b, string(s.Text))
	}
	return b
}

func placeOf(places []uint64, i int) uint64 {
	if i < len(places) {
		return places[i]
	}
	return 0
}

// asked reads what appendAsked wrote. It leaves in the row where the texts are that it did not find.
func (d *decoder) asked(r *row) *traffic.Asked {
	a := &traffic.Asked{Seq: d.Uvarint(), BooksID: d.Text(), BooksSize: int(d.Varint())}
	for range d.Count() {
		script, place := d.script()
		one := traffic.AskedScript{Script: script, Before: int(d.Varint())}
		for range d.Count() {
			one.Passed = append(one.Passed, traffic.Passed{Rule: int(d.Varint()), Asked: d.Uvarint(), Matched: d.Uvarint(), Trouble: d.Text()})
			if d.Bad() {
				return nil
			}
		}
		if d.Bad() {
			return nil
		}
		a.Scripts, r.places = append(a.Scripts, one), append(r.places, place)
	}
	return a
}

func (d *decoder) script() (s *traffic.Script, place uint64) {
	s = &traffic.Script{Key: d.Text(), Seed: d.Uvarint()}
	for range d.Count() {
		s.Off = append(s.Off, int(d.Varint()))
	}
	if place = d.Uvarint(); place > 0 {
		return s, place
	}
	if text := d.Text(); text != "" {
		s.Text = []byte(text)
	}
	return s, 0
}
