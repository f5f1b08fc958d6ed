package master_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/master/mastertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func supply(t *testing.T, text string) *master.Supply {
	t.Helper()
	return master.NewSupply(mastertest.Read(t, text), master.Start{First: 1, Run: "R"})
}

func short(t *testing.T, err error) *master.Shortage {
	t.Helper()
	var s *master.Shortage
	if !errors.As(err, &s) {
		t.Fatalf("wanted a shortage, got %v", err)
	}
	return s
}

func TestSupply_NeverBeyondTheOrder(t *testing.T) {
	s := supply(t, good)
	var all []master.Pieces
	for range 3 {
		p, err := s.Order(master.OrderWant{Of: master.Serial})
		if err != nil || p.Order.Number != "MO-1" || p.Quantity != "1" || !p.SerialManaged {
			t.Fatalf("%+v, %v", p, err)
		}
		all = append(all, p)
	}
	_, err := s.Order(master.OrderWant{Of: master.Serial})
	if got := short(t, err); !got.Later || !strings.Contains(got.Words, "MO-1 is for 3 and 3 are in use") {
		t.Errorf("%+v", got)
	}
	all[0].Back()
	all[0].Back() // counts once
	if _, err := s.Order(master.OrderWant{Number: "MO-1"}); err != nil {
		t.Error(err)
	}
	if _, err := s.Order(master.OrderWant{Number: "MO-1"}); err == nil {
		t.Error("a piece that came back once was given twice")
	}
}

func TestSupply_SerialsAndStock(t *testing.T) {
	s := supply(t, good)
	order := master.Order{Number: "MO-1", SKU: "GUITAR"}
	one, err := s.Part(master.PartWant{Order: order, Of: master.Serial})
	two, err2 := s.Part(master.PartWant{Order: order, Of: master.Serial})
	if err != nil || err2 != nil || one.Serial != "P-1" || two.Serial != "P-2" {
		t.Fatalf("%+v %v, %+v %v", one, err, two, err2)
	}
	if _, err = s.Part(master.PartWant{Order: order, Of: master.Serial}); !short(t, err).Later {
		t.Errorf("%v", err)
	}
	one.Back()
	if again, err := s.Part(master.PartWant{Order: order, Of: master.Serial}); err != nil || again.Serial != "P-1" {
		t.Errorf("a serial that may be used again was not: %+v, %v", again, err)
	}
	once := supply(t, strings.Replace(good, ", reuse: true", "", 1))
	for range 2 {
		p, err := once.Part(master.PartWant{Order: order, Of: master.Serial})
		if err != nil {
			t.Fatal(err)
		}
		p.Back()
	}
	_, err = once.Part(master.PartWant{Order: order, Of: master.Serial})
	if got := short(t, err); got.Later || !strings.Contains(got.Words, "Part PICKUP has no serial left: 2 were given, 2 were used; give more, or a pattern") {
		t.Errorf("%+v", got)
	}
	wire := master.PartWant{Order: order, Of: master.Bulk, Quantity: "0.0125", Fraction: true}
	if p, err := s.Part(wire); err != nil || p.Quantity != "0.013" {
		t.Errorf("a quantity that is not a multiple of the step: %+v, %v", p, err)
	}
	wire.Quantity = "1.5"
	if _, err := s.Part(wire); err != nil {
		t.Error(err)
	}
	wire.Quantity, wire.Fraction = "1", false
	if _, err := s.Part(wire); !strings.Contains(short(t, err).Words, "not enough of part WIRE on stock: 2 were given, 1.513 are in use") {
		t.Error(err)
	}
}

func TestSupply_WhatTheFileDoesNotGive(t *testing.T) {
	s := supply(t, good)
	for want, w := range map[string]master.OrderWant{
		"no work order of a serial-managed part with text in Hebrew (variants.hebrew)":                    {Of: master.Serial, Variant: master.Hebrew},
		"no work order of a serial-managed part with no external id":                                      {Of: master.Serial, External: master.Absent},
		"no work order of a part without serials with an external id":                                     {Of: master.Bulk, External: master.Given},
		"no operation at position 0 for such a work order":                                                {Of: master.Serial, Operation: &master.OperationWant{Zero: true}},
		"no serial-managed part to attach with a work order of its own in the file for such a work order": {Of: master.Serial, Part: &master.PartWant{Of: master.Serial, Made: true}},
		"There are not enough pieces of work order of a part without serials for 1000000 or more: M":      {Of: master.Bulk, Pieces: "1000000"},
	} {
		_, err := s.Order(w)
		if got := short(t, err); got.Later || !strings.Contains(got.Words, want) {
			t.Errorf("wanted %q, got %+v", want, got)
		}
	}
	if _, err := s.Serial(master.SerialWant{SKU: "GUITAR", Variant: master.LeadingZeros, Only: true}); !strings.Contains(short(t, err).Need, "variants.leadingZeros.serial") {
		t.Error(err)
	}
}

func TestSupply_Routing(t *testing.T) {
	s := supply(t, strings.Replace(good, "variants:", "  - {actCode: הרכבה, workCenterCode: W, position: 30}\nvariants:\n  hebrew: {operation: הרכבה}", 1))
	cable := master.Order{Number: "MO-2", SKU: "CABLE"}
	first, err := s.Operation(master.OperationWant{Order: cable})
	second, err2 := s.Operation(master.OperationWant{Order: cable, After: 1})
	if err != nil || err2 != nil || first.ActCode != "CUT" || second.ActCode != "ASSY" || len(second.Before) != 1 {
		t.Errorf("%+v %v, %+v %v", first, err, second, err2)
	}
	if special, err := s.Operation(master.OperationWant{Order: cable, Variant: master.Hebrew}); err != nil || special.ActCode != "הרכבה" || len(special.Before) != 2 {
		t.Errorf("%+v %v", special, err)
	}
	if _, err := s.Operation(master.OperationWant{Order: master.Order{SKU: "GUITAR"}, After: 1}); !strings.Contains(short(t, err).Words, "no 2 operations for work order") {
		t.Error(err)
	}
}

// Many users at once never get more than there is, never share a serial, and all get their turn.
func TestSupply_Crowd(t *testing.T) {
	s := supply(t, strings.Replace(good, "quantity: 3}", "quantity: 5}", 1))
	var mu sync.Mutex
	var users sync.WaitGroup
	out, most, seen := 0, 0, map[string]bool{}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 40 {
		users.Go(func() {
			for range 25 {
				p, err := s.Order(master.OrderWant{Of: master.Serial})
				for err != nil {
					if ctx.Err() != nil {
						t.Error("somebody waited in vain")
						return
					}
					time.Sleep(time.Millisecond)
					p, err = s.Order(master.OrderWant{Of: master.Serial})
				}
				serial, err := s.Serial(master.SerialWant{SKU: "GUITAR"})
				mu.Lock()
				if out++; err != nil || seen[serial.Text] {
					t.Errorf("serial %q again, %v", serial.Text, err)
				}
				most, seen[serial.Text] = max(most, out), true
				mu.Unlock()
				mu.Lock()
				out--
				mu.Unlock()
				serial.Back()
				p.Back()
			}
		})
	}
	users.Wait()
	if most > 5 || len(seen) != 1000 {
		t.Errorf("%d pieces of 5 at once, %d serials", most, len(seen))
	}
}

func TestPatterns(t *testing.T) {
	text := strings.Replace(good, `newSerials: "G-{n:6}"`, `newSerials: "{run}-{n:2}-{uuid}-{pad:60}"`, 1)
	s := supply(t, text)
	for i := range 100 {
		serial, err := s.Serial(master.SerialWant{SKU: "GUITAR"})
		if err != nil || len(serial.Text) != 60 || !strings.HasPrefix(serial.Text, "R-"+new(big.Int).SetInt64(int64(1+i)%100).Text(10)) && i > 8 && i < 99 {
			t.Fatalf("%d: %q, %v", i, serial.Text, err)
		}
	}
	if _, err := s.Serial(master.SerialWant{SKU: "GUITAR"}); !strings.Contains(short(t, err).Words, "all 100 of the pattern") {
		t.Error(err)
	}
}
