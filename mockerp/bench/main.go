package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	role := flag.String("role", "", "internal: serve as bare or mock")
	posts := flag.Int("posts", 30_000, "posts a round and server")
	rounds := flag.Int("rounds", 5, "alternating rounds")
	stations := flag.Int("stations", 16, "connections at once")
	soak := flag.Int("soak", 0, "instead: this many posts to the mock alone, printing its memory")
	flag.Parse()
	if err := run(*role, *posts, *rounds, *stations, *soak); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(role string, posts, rounds, stations, soak int) error {
	if posts < 1 || posts > 10_000_000 || rounds < 1 || rounds > 100 || stations < 1 || stations > 256 || soak < 0 || soak > 10_000_000 {
		return fmt.Errorf("the load must be bounded: 1 to 10,000,000 posts, 1 to 100 rounds, 1 to 256 stations")
	}
	switch {
	case role != "":
		return serve(role)
	case soak > 0:
		return runSoak(soak, stations)
	}
	return compare(posts, rounds, stations)
}

// compare loads both servers in turn and prints the ratio of their medians.
func compare(posts, rounds, stations int) error {
	results := map[string][]sample{}
	servers := map[string]*child{}
	for _, role := range []string{roleBare, roleMock} {
		server, err := startChild(role)
		if err != nil {
			return err
		}
		defer server.stop()
		servers[role] = server
		if _, err := measure(server, stations, min(posts, 5000)); err != nil { // warm
			return err
		}
	}
	for round := 1; round <= rounds; round++ {
		for _, role := range []string{roleBare, roleMock} {
			s, err := measure(servers[role], stations, posts)
			if err != nil {
				return err
			}
			results[role] = append(results[role], s)
			fmt.Printf("round %d  %-4s  %8.0f posts/s  %6.1f us CPU a post\n", round, role, s.rate, s.cpuMicros)
		}
	}
	bare, mock := median(results[roleBare]), median(results[roleMock])
	fmt.Printf("\nmedian   bare  %8.0f posts/s  %6.1f us CPU a post\n", bare.rate, bare.cpuMicros)
	fmt.Printf("median   mock  %8.0f posts/s  %6.1f us CPU a post\n", mock.rate, mock.cpuMicros)
	fmt.Printf("\nThe mock runs at %.0f %% of the bare handler's rate, with %.1f times its CPU time a post.\n",
		100*mock.rate/bare.rate, mock.cpuMicros/bare.cpuMicros)
	return nil
}

// runSoak shows that memory stays flat: a line for every tenth of the posts.
func runSoak(posts, stations int) error {
	server, err := startChild(roleMock)
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
		fmt.Printf("%9d posts  %6.1f MiB resident  %s\n", step*(posts/steps), rss, time.Since(started).Round(time.Second))
	}
	return nil
}
