package books

import (
	"slices"
	"testing"
)

func TestDeviceAdd(t *testing.T) {
	added := []said{by(device("add"))}
	changed := append(slices.Clone(added), by(device("update", "serial", "SN-3", "oldSerial", "SN-1", "externalId", dev1)))
	play(t, map[string]scene{
		"the first":                         {nil, device("add"), withID(dev1)},
		"another":                           {added, device("add", other()...), withID(dev2)},
		"reported again":                    {added, device("add"), withID(dev1)},
		"again, no id":                      {[]said{answered(device("add"), "")}, device("add"), clean},
		"again, ERP's id":                   {[]said{answered(device("add"), "SAP-7")}, device("add"), withID("SAP-7")},
		"serial is taken":                   {added, device("add", other("serial", "SN-1")...), business(409, SerialTaken, "Serial SN-1 is already registered on work order NXT-915. Scan the label again")},
		"same serial, sku differs":          {added, device("add", other("serial", "SN-1", "sku", "0008")...), withID(dev2)},
		"serials are case-sensitive":        {added, device("add", other("serial", "sn-1")...), withID(dev2)},
		"stock has another serial":          {added, device("add", "serial", "SN-9"), business(409, StockHasSerial, "This device already has serial SN-1. Change it")},
		"after a removal":                   {[]said{by(device("add")), by(device("remove", "externalId", dev1))}, device("add"), withID(dev2)},
		"after the removal elsewhere":       {[]said{by(device("add")), by(device("remove", "externalId", dev1))}, device("add", other("serial", "SN-1")...), withID(dev2)},
		"old serial is free after a change": {changed, device("add", other("serial", "SN-1")...), withID(dev2)},
		"new serial is taken by a change":   {changed, device("add", other("serial", "SN-3")...), business(409, SerialTaken, "SN-3")},
		"after a refusal":                   {[]said{{device("add"), Reply{Status: 500}}}, device("add"), withID(dev1)},
		"after no answer":                   {[]said{{device("add"), Reply{ExternalID: "X", Status: 1}}}, device("add"), withID(dev1)},
		"after a redirect":                  {[]said{{device("add"), Reply{Status: 302}}}, device("add"), clean},
	})
}

func TestDeviceUpdate(t *testing.T) {
	added, noID := []said{by(device("add"))}, []said{answered(device("add"), "")}
	change := func(changes ...any) Event {
		return device("update", append([]any{"serial", "SN-3", "oldSerial", "SN-1", "externalId", dev1}, changes...)...)
	}
	changed := []said{by(device("add")), by(change())}
	renamed := []said{by(device("add")), answered(change(), "SAP-8")}
	two := []said{by(device("add")), by(device("add", other()...))}
	removed := []said{by(device("add")), by(device("remove", "externalId", dev1))}
	play(t, map[string]scene{
		"right":                                   {added, change(), withID(dev1)},
		"right, without id":                       {noID, change("externalId", nil), clean},
		"reported again":                          {changed, change(), withID(dev1)},
		"again, without id":                       {[]said{noID[0], by(change("externalId", nil))}, change("externalId", nil), clean},
		"again, new id not seen":                  {renamed, change(), withID("SAP-8")},
		"again, new id seen":                      {renamed, change("externalId", "SAP-8"), withID("SAP-8")},
		"again, with a wrong id":                  {changed, change("externalId", "X"), refused("F1 /externalId", 409, IDWrong, dev1)},
		"the next, new id":                        {renamed, change("serial", "SN-4", "oldSerial", "SN-3", "externalId", "SAP-8"), withID("SAP-8")},
		"the next, id of old":                     {renamed, change("serial", "SN-4", "oldSerial", "SN-3"), refused("F1 /externalId", 409, IDWrong, "SAP-8")},
		"back again":                              {changed, change("serial", "SN-1", "oldSerial", "SN-3"), withID(dev1)},
		"of nothing":                              {nil, change("externalId", nil), refused("F2 /oldSerial", 404, Unknown, "", "The device with serial SN-1 is not known here")},
		"of nothing, by id":                       {nil, change(), refused("F2 /externalId", 404, Unknown, "")},
		"of a removed one":                        {removed, change(), refused("F2 /externalId", 409, AlreadyRemoved, "")},
		"of a removed one, no id":                 {removed, change("externalId", nil), refused("F2 /oldSerial", 409, AlreadyRemoved, "")},
		"id missing":                              {added, change("externalId", nil), refused("F1 /externalId", 409, IDMissing, dev1, dev1)},
		"id is another":                           {added, change("externalId", "X"), refused("F1 /externalId", 409, IDWrong, dev1, "X")},
		"id was never given":                      {noID, change(), refused("F1 /externalId", 409, IDUnasked, "")},
		"id of another device":                    {two, change("externalId", dev2), refused("F1 /externalId", 409, IDWrong, dev1)},
		"wrong old serial":                        {added, change("oldSerial", "SN-0"), refused("F3 /oldSerial", 409, OldSerialWrong, dev1, "SN-1", "SN-0")},
		"new serial is taken":                     {two, change("serial", "SN-2"), business(409, SerialTaken, "SN-2", "NXT-916")},
		"other stock":                             {added, change("stockId", "stock-9"), refused("F6 /stockId", 409, OtherStock, dev1, "stock-1", "stock-9")},
		"other stock, without id":                 {noID, change("stockId", "stock-9", "externalId", nil), refused("F6 /stockId", 409, OtherStock, "")},
		"stock of another device":                 {two, change("stockId", "stock-2", "workorderId", "order-2", "workorderNumber", "NXT-916", "sessionId", "session-2"), refused("F6 /stockId", 409, OtherStock, dev1)},
		"other work order":                        {added, change("workorderNumber", "NXT-9"), refused("F6 /workorderNumber", 409, OtherOrder, dev1)},
		"all ids the same, wrong old serial":      {[]said{answered(device("add"), "OK"), answered(device("add", other()...), "OK")}, change("externalId", "OK", "oldSerial", "SN-0"), refused("F3 /oldSerial", 409, OldSerialWrong, "OK")},
		"all ids the same, then a new one, again": {[]said{answered(device("add"), "OK"), answered(device("add", other()...), "OK"), answered(change("externalId", "OK"), "X")}, change("externalId", "OK"), withID("X")},
		"again and again, new id not seen":        {append(slices.Clone(renamed), answered(change(), "SAP-8")), change(), withID("SAP-8")},
		"again, on another stock":                 {changed, change("stockId", "stock-9"), refused("F6 /stockId", 409, OtherStock, dev1)},
		"two faults":                              {added, change("oldSerial", "SN-0", "externalId", nil), want{faults: []string{"F1 /externalId", "F3 /oldSerial"}, strict: 409, lenient: 200, id: dev1, code: IDMissing}},
		"fault, and serial taken":                 {two, change("serial", "SN-2", "externalId", nil), want{faults: []string{"F1 /externalId"}, strict: 409, lenient: 409, code: IDMissing}},
		"all ids the same (not E4)":               {[]said{answered(device("add"), "OK"), answered(device("add", other()...), "OK")}, change("externalId", "OK"), withID("OK")},
	})
}

func TestDeviceRemove(t *testing.T) {
	added, noID := []said{by(device("add"))}, []said{answered(device("add"), "")}
	drop := func(changes ...any) Event { return device("remove", append([]any{"externalId", dev1}, changes...)...) }
	changed := []said{by(device("add")), by(device("update", "serial", "SN-3", "oldSerial", "SN-1", "externalId", dev1))}
	removed := []said{by(device("add")), by(drop())}
	full := []said{by(device("add")), by(item("add", "externalId", dev1)), by(item("add", "externalId", dev1, "item.sku", "0005"))}
	left := want{faults: []string{"F5 "}, strict: 200, lenient: 200, id: dev1}
	play(t, map[string]scene{
		"right":               {added, drop(), withID(dev1)},
		"right, without id":   {noID, drop("externalId", nil), clean},
		"after a change":      {changed, drop("serial", "SN-3"), withID(dev1)},
		"of nothing":          {nil, drop("externalId", nil), refused("F2 /serial", 404, Unknown, "")},
		"of nothing, by id":   {nil, drop(), refused("F2 /externalId", 404, Unknown, "")},
		"twice":               {removed, drop(), refused("F2 /externalId", 409, AlreadyRemoved, "")},
		"twice, without id":   {removed, drop("externalId", nil), refused("F2 /serial", 409, AlreadyRemoved, "")},
		"id missing":          {added, drop("externalId", nil), refused("F1 /externalId", 409, IDMissing, dev1)},
		"id is another":       {added, drop("externalId", "X"), refused("F1 /externalId", 409, IDWrong, dev1)},
		"id was never given":  {noID, drop(), refused("F1 /externalId", 409, IDUnasked, "")},
		"old serial":          {changed, drop(), refused("F4 /serial", 409, SerialStale, dev1, "SN-3", "SN-1")},
		"other stock":         {added, drop("stockId", "stock-9"), refused("F6 /stockId", 409, OtherStock, dev1)},
		"items are attached":  {full, drop(), left},
		"item was detached":   {[]said{full[0], full[1], by(item("remove", "externalId", dev1, "item.externalId", itm1))}, drop(), withID(dev1)},
		"the id of a removed": {append(slices.Clone(removed), by(device("add"))), drop(), refused("F1 /externalId", 409, IDWrong, dev2)},
	})
}

func TestUnknownTypesAndKindsAreTakenAsTheyAre(t *testing.T) {
	play(t, map[string]scene{
		"device":    {nil, device("upsert"), clean},
		"item":      {nil, item("update"), clean},
		"operation": {nil, operation("update"), clean},
		"no kind":   {nil, Event{Payload: payload("add")}, clean},
		"nothing":   {nil, Event{}, clean},
	})
}
