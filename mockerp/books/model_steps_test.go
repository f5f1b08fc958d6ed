package books

import (
	"maps"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas"
)

func withText(p map[string]any, member, text string) {
	if text != "" {
		p[member] = text
	}
}

func (m *mes) setSerial(s *built) {
	serial := m.newSerial()
	if m.deviceOn {
		p := m.payload(s, "add")
		p["serial"] = serial
		id, ok := m.post(event(schemas.Device, p), false)
		if !ok {
			return
		}
		s.deviceID = id
	}
	s.serial = serial
}

func (m *mes) changeSerial(s *built) {
	serial := m.newSerial()
	if m.deviceOn {
		p := m.payload(s, "update")
		p["serial"], p["oldSerial"] = serial, s.serial
		withText(p, "externalId", s.deviceID)
		id, ok := m.post(event(schemas.Device, p), false)
		if !ok {
			return
		}
		if id != "" {
			s.deviceID = id // D5
		}
	}
	s.serial = serial
}

func (m *mes) removeSerial(s *built) {
	if m.deviceOn {
		p := m.payload(s, "remove")
		withText(p, "externalId", s.deviceID)
		if !m.postOnce(event(schemas.Device, p)) {
			return
		}
	}
	s.serial, s.deviceID = "", ""
}

// postOnce is for removes: that one of whose loss the books do not know is refused when it comes
// again is what they decided, so the model does not lose it so.
func (m *mes) postOnce(e Event) bool {
	r, ok := m.consider(e)
	if !ok {
		return false
	}
	switch rapid.IntRange(0, 5).Draw(m.T, "answer to a remove") {
	case 0:
		r = Reply{Status: 409}
	case 1:
		_, ok = m.lose(e, r, func() (string, bool) { return "", m.postOnce(e) })
		return ok
	}
	m.apply(e, r)
	return r.Accepted()
}

func (m *mes) attach(s *built) {
	p := m.payload(s, "add")
	withText(p, "externalId", s.deviceID)
	part := map[string]any{"sku": rapid.SampledFrom([]string{"0002", "0005"}).Draw(m.T, "part"), "quantity": m.number("1", "1.0", "0.5")}
	if rapid.IntRange(0, 2).Draw(m.T, "part is serial-managed") == 0 {
		part["serial"] = m.newPart()
	}
	if rapid.IntRange(0, 3).Draw(m.T, "part was made here") == 0 {
		part["workorderNumber"] = "NXT-sub"
	}
	p["item"] = part
	e := event(schemas.ItemAttach, p)
	if id, ok := m.post(e, part["serial"] == nil); ok {
		s.items = append(s.items, booked{e, id})
	}
}

func (m *mes) report(s *built) {
	p := m.payload(s, "add")
	p["actCode"], p["workCenterCode"] = rapid.SampledFrom([]string{"ASSY", "TEST"}).Draw(m.T, "actCode"), "WC-1"
	p["position"] = m.number("10", "1e1", "20")
	p["validQty"], p["invalidQty"] = m.number("1", "2", "2.0"), m.number("0", "0.0")
	e := event(schemas.Operation, p)
	if id, ok := m.post(e, true); ok {
		s.operations = append(s.operations, booked{e, id})
	}
}

// takeBack takes back any one of the reports, with the device's present serial and id.
func (m *mes) takeBack(s *built, all []booked) []booked {
	if len(all) == 0 {
		return all
	}
	i := rapid.IntRange(0, len(all)-1).Draw(m.T, "which")
	then := all[i]
	p := maps.Clone(then.event.Payload)
	delete(p, "serial")
	delete(p, "externalId")
	maps.Copy(p, m.payload(s, "remove"))
	if part, isItem := p["item"].(map[string]any); isItem {
		withText(p, "externalId", s.deviceID)
		part = maps.Clone(part)
		withText(part, "externalId", then.id)
		p["item"] = part
	} else {
		withText(p, "externalId", then.id)
	}
	if !m.postOnce(event(then.event.Kind, p)) {
		return all
	}
	return append(all[:i:i], all[i+1:]...)
}
