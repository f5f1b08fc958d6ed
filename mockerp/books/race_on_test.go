//go:build race

package books

// raceDetector makes the long tests short: they have no concurrency to detect.
const raceDetector = true
