// Command bench says how fast the mock is, as a ratio: it loads the mock ERP, with judging, books and
// journal on, and a bare net/http handler that reads the body and answers fixed JSON, side by side on
// loopback in alternating rounds, and prints the rate and the CPU time per post of each.
//
//	go run -tags nomsgpack ./mockerp/bench -posts 20000 -rounds 5
//
// With -journal FILE a row shows the mock with its journal in that file: every post is then
// committed before its answer leaves. Two more rows are the mock under posts that it refuses, and with a script of a hundred rules.
//
// Each server is a process of its own with one core; the load comes from this process. Every post is
// part of a valid flow (device add, item add, operation add, and the three removes with the answered
// ids), so that the books work as they do in a shift. Every answer of the mock is checked: a refused
// post ends the run. With -soak it loads the mock alone and prints its memory over time.
//
// It may import mockerp, mockerp/headroom, mockerp/journal, mockerp/journal/sqlite and mockerp/script, nothing else of ours.
package main
