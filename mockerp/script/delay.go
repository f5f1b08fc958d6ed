package script

import (
	"encoding/json"
	"math"
	"time"
)

// delay is how long an answer waits.
type delay struct {
	least, most time.Duration // the same where chance has no part
	median      time.Duration // of a log-normal delay; 0 where all between least and most is as likely
	sigma       float64
}

// The bounds of a delay: longer than any time-out of a sender.
const (
	maxDelay     = 10 * time.Minute
	defaultSigma = 0.5
)

// byChance tells whether the delay needs a throw of the dice.
func (d *delay) byChance() bool { return d.median > 0 || d.least != d.most }

// draw gives the delay for a throw of the dice.
func (d *delay) draw(thrown uint64) time.Duration {
	switch {
	case d.median > 0:
		long := float64(d.median) * math.Exp(d.sigma*chain(thrown).NormFloat64())
		return time.Duration(min(long, float64(d.most))).Truncate(time.Microsecond) // the same on every machine
	case d.least != d.most:
		return d.least + time.Duration(share(thrown)*float64(d.most-d.least+1))
	}
	return d.least
}

// delay reads `delay`. The schema has already refused any wrong shape.
func (c *compiler) delay(pointer string) delay {
	value, _ := c.file.Value(pointer)
	shape, isObject := value.(map[string]any)
	if !isObject {
		fixed := c.duration(pointer, "a delay")
		return delay{least: fixed, most: fixed}
	}
	if _, ok := shape["uniform"]; ok {
		d := delay{least: c.duration(pointer+"/uniform/0", "a delay"), most: c.duration(pointer+"/uniform/1", "a delay")}
		if d.least > d.most {
			c.refuse(pointer+"/uniform/1", "the second time of uniform must not be shorter than the first: swap them")
		}
		return d
	}
	return c.logNormal(pointer + "/logNormal")
}

func (c *compiler) logNormal(pointer string) delay {
	d := delay{median: c.duration(pointer+"/median", "a delay"), most: maxDelay, sigma: defaultSigma}
	if value, ok := c.file.Value(pointer + "/sigma"); ok {
		sigma, _ := value.(json.Number)
		d.sigma, _ = sigma.Float64() // the schema has refused what is not a number
	}
	if _, ok := c.file.Value(pointer + "/most"); ok {
		d.most = c.duration(pointer+"/most", "a delay")
	}
	if _, ok := c.file.Value(pointer + "/median"); ok && d.median == 0 {
		c.refuse(pointer+"/median", "the median must be longer than 0")
	}
	if d.most < d.median {
		c.refuse(pointer+"/most", "most must not be shorter than the median: then more than half of the answers would take as long")
	}
	return d
}

// duration reads a time such as 1m30s, up to ten minutes; 0 when there is none.
func (c *compiler) duration(pointer, what string) time.Duration {
	value, _ := c.file.Value(pointer)
	words, isText := value.(string)
	if !isText {
		return 0
	}
	long, err := time.ParseDuration(words)
	switch {
	case err != nil:
		c.refuse(pointer, "this is not a duration: write it like 500ms, 2s or 1m30s")
		return 0
	case long > maxDelay:
		c.refuse(pointer, "%s may be 10m at most", what)
		return maxDelay
	}
	return long
}
