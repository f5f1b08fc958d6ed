package report

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/sender/leftovers"
)

// Leftovers are all things that are still in the ERP, in words.
func (r *Report) Leftovers() []string {
	var words []string
	for i := range r.Results {
		words = append(words, inWords(r.Results[i].Leftovers)...)
	}
	return words
}

func inWords(list []leftovers.Leftover) []string {
	var words []string
	for _, left := range list {
		words = append(words, fmt.Sprintf("%s. %s", whatIs(left), left.Why))
	}
	return words
}

func whatIs(left leftovers.Leftover) string {
	if left.Unsure {
		return left.What + " (perhaps: no answer came)"
	}
	return left.What
}

// writeLeftovers says what is still in the ERP: what it did not remove, and what it was never asked to remove.
func (r *Report) writeLeftovers(b *strings.Builder) {
	var refused, unasked []leftovers.Leftover
	for i := range r.Results {
		for _, left := range r.Results[i].Leftovers {
			if left.Asked {
				refused = append(refused, left)
			} else {
				unasked = append(unasked, left)
			}
		}
	}
	r.writeLeft(b, "still in the ERP, which was asked to remove it", refused)
	r.writeLeft(b, "still in the ERP, which was not asked to remove it", unasked)
	if len(refused)+len(unasked) > 0 {
		b.WriteString(r.whereLeft() + "\n\n")
	}
}

func (r *Report) writeLeft(b *strings.Builder, what string, list []leftovers.Leftover) {
	if len(list) == 0 {
		return
	}
	const most = 10
	fmt.Fprintf(b, "%s %s (run %s):\n", number(len(list), "thing"), what, r.Run)
	for i, left := range list {
		if i == most {
			fmt.Fprintf(b, "  … and %d more\n", len(list)-most)
			break
		}
		fmt.Fprintf(b, "  %s: %s\n", whatIs(left), short(r.Target.Hide(left.Why)))
	}
}

// whereLeft says where the things are written down and how to remove them later.
func (r *Report) whereLeft() string {
	switch {
	case r.NotKept != "":
		return "They could not be written down: " + r.NotKept
	case r.LeftoversFile == "":
		return "The JSON report has them all."
	}
	command := []string{"erpkit", "cleanup", r.LeftoversFile}
	for _, host := range r.otherHosts() {
		command = append(command, "--allow-host", host)
	}
	return fmt.Sprintf("They are in %s. Remove them with: %s", r.LeftoversFile, r.Shell.Command(command...))
}

// leftIn is the file of the leftovers, "" without any.
func (r *Report) leftIn() string {
	if len(r.Leftovers()) == 0 {
		return ""
	}
	return r.LeftoversFile
}

// otherHosts are the hosts of the ERP that are not this machine: erpkit cleanup posts to them only if it may.
func (r *Report) otherHosts() []string {
	var hosts []string
	for _, text := range r.Target.URLs() {
		u, err := url.Parse(text)
		if err != nil {
			continue
		}
		ip := net.ParseIP(u.Hostname())
		if host := u.Hostname(); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}
