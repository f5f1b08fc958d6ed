package master

import (
	"encoding/json"
	"math/big"
)

// rat reads a number; "" is 1. Numbers from a file were checked before.
func rat(n json.Number) *big.Rat {
	if n == "" {
		return big.NewRat(1, 1)
	}
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return new(big.Rat)
	}
	return r
}

// written gives a decimal with as many digits as it needs.
func written(r *big.Rat) json.Number {
	digits, _ := r.FloatPrec()
	return json.Number(r.FloatString(min(digits, maxDigits)))
}

// maxDigits bounds the digits of a number in a file.
const maxDigits = 30

// amount is a quantity that is wanted.
type amount struct {
	want, least json.Number
	fraction    bool
}

// of gives the wanted quantity as a multiple of the step, or all that is free if that is enough. A nil
// free is without bound.
func (a amount) of(step, free *big.Rat) (*big.Rat, bool) {
	want := rat(a.want)
	if a.want == "" {
		want = new(big.Rat).Set(step)
		if step.Cmp(rat("1")) < 0 {
			want = rat("1")
		}
	}
	got := times(step, ceil(want, step))
	if a.fraction && got.IsInt() {
		got.Add(got, step)
	}
	if free != nil && got.Cmp(free) > 0 {
		got = times(step, floor(free, step))
		if a.fraction && got.IsInt() {
			got.Sub(got, step)
		}
	}
	return got, got.Sign() > 0 && got.Cmp(a.floor(step)) >= 0 && (!a.fraction || !got.IsInt())
}

// floor is the least that will do.
func (a amount) floor(step *big.Rat) *big.Rat {
	switch {
	case a.least != "":
		return rat(a.least)
	case a.want != "" && !a.fraction:
		return rat(a.want)
	}
	return step
}

func ceil(r, step *big.Rat) *big.Int {
	q := new(big.Rat).Quo(r, step)
	n, rest := new(big.Int).QuoRem(q.Num(), q.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		n.Add(n, big.NewInt(1))
	}
	return n
}

func floor(r, step *big.Rat) *big.Int {
	q := new(big.Rat).Quo(r, step)
	return new(big.Int).Quo(q.Num(), q.Denom())
}

func times(step *big.Rat, n *big.Int) *big.Rat {
	return new(big.Rat).Mul(step, new(big.Rat).SetInt(n))
}
