package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

func main() {
	role := flag.String("role", "", "internal: serve as bare, mock or durable")
	file := flag.String("journal", "", "also measure the mock with its journal in this file, which must not be there yet")
	posts := flag.Int("posts", 30_000, "posts per round and server")
	rounds := flag.Int("rounds", 5, "alternating rounds")
	stations := flag.Int("stations", 16, "connections at once")
	soak := flag.Int("soak", 0, "instead: this many posts to the mock alone, printing its memory")
	profiles := flag.String("profiles", "", "a folder for a CPU profile of each server")
	flag.Parse()
	if err := run(os.Stdout, *role, *file, *profiles, *posts, *rounds, *stations, *soak); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(to io.Writer, role, file, profiles string, posts, rounds, stations, soak int) error {
	if posts < 1 || posts > 10_000_000 || rounds < 1 || rounds > 100 || stations < 1 || stations > 256 || soak < 0 || soak > 10_000_000 {
		return fmt.Errorf("the load must be bounded: 1 to 10,000,000 posts, 1 to 100 rounds, 1 to 256 stations")
	}
	switch {
	case role != "":
		return serve(role, file, profiles)
	case soak > 0:
		return runSoak(to, profiles, soak, stations)
	}
	return compare(to, file, profiles, posts, rounds, stations)
}

// compare loads the servers in turn and prints what the medians say.
func compare(to io.Writer, file, profiles string, posts, rounds, stations int) error {
	roles := []string{roleBare, roleMock, roleRefused, roleScript}
	if file != "" {
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already (or cannot be looked at: %w): name a new file for the journal", file, err)
		}
		roles = append(roles, roleDurable)
	}
	servers, outcomes := map[string]*child{}, map[string]*outcome{}
	for _, role := range roles {
		server, err := startChild(role, file, profiles)
		if err != nil {
			return err
		}
		defer server.stop()
		idle, err := server.rssMiB()
		if err != nil {
			return err
		}
		servers[role], outcomes[role] = server, &outcome{ready: server.ready, idleMiB: idle}
		if _, err := measure(server, stations, min(posts, 5000)); err != nil { // warm
			return err
		}
	}
	for round := 1; round <= rounds; round++ {
		for _, role := range roles {
			s, err := measure(servers[role], stations, posts)
			if err != nil {
				return err
			}
			outcomes[role].samples = append(outcomes[role].samples, s)
			fmt.Fprintf(to, "round %d  %-7s  %8.0f posts/s  %6.1f us CPU a post  99 of 100 within %.1f ms\n", round, role, s.rate, s.cpuMicros, s.slowest)
		}
	}
	report(to, roles, outcomes)
	if file == "" {
		return nil
	}
	servers[roleDurable].stop()
	return reportFile(to, file)
}

// runSoak shows that memory stays flat: it prints a line after every tenth of the posts.
func runSoak(to io.Writer, profiles string, posts, stations int) error {
	server, err := startChild(roleMock, "", profiles)
	if err != nil {
		return err
	}
	defer server.stop()
	started := time.Now()
	const steps = 10
	for step := 1; step <= steps; step++ {
		if _, err := measure(server, stations, posts/steps); err != nil {
			return err
		}
		rss, err := server.rssMiB()
		if err != nil {
			return err
		}
		fmt.Fprintf(to, "%9d posts  %6.1f MiB resident  %s\n", step*(posts/steps), rss, time.Since(started).Round(time.Second))
	}
	return nil
}
