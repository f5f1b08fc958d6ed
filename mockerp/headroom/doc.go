// Package headroom bounds in bytes, and not in percent as GOGC does, what the heap of a process may have above what is live. So a
// small process collects seldom, and a large one is not twice as large as what it keeps. Programs use it, never a library: it is
// about the whole process.
//
// It imports nothing of ours.
//
//	headroom.Keep(headroom.Usual)
package headroom
