package script

import (
	"hash/fnv"
	"math/rand/v2"
)

// DefaultSeed is the seed of a script that was given none.
const DefaultSeed = 1

// The uses of chance. Each has dice of its own, so that a delay by chance does not change
// which posts are answered.
const (
	forChance uint64 = iota + 1
	forDelay
	forTemplates
)

// dice throws the dice of one use of one rule in one run. Nothing is remembered between
// throws: what comes depends on the seed, the names and the number alone, and so not on what
// other rules and other runs do at the same time.
func dice(seed uint64, run string, rule uint64, number, use uint64) uint64 {
	state := scramble(seed)
	for _, word := range [...]uint64{keyOf(run), rule, number, use} {
		state = scramble(state ^ word)
	}
	return state
}

// scramble is the finalizer of SplitMix64: one bit changed in changes half of the bits out.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// keyOf turns a name into a number, the same on every machine and in every version.
func keyOf(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // it never fails
	return h.Sum64()
}

// share turns a throw into a number from 0 up to, but not including, 1.
func share(thrown uint64) float64 { return float64(thrown>>11) / (1 << 53) }

// chain turns a single throw into a source of any number of throws.
func chain(thrown uint64) *rand.Rand { return rand.New(rand.NewPCG(thrown, scramble(thrown))) }
