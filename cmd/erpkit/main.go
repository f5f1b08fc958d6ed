// Command erpkit is the kit for both ends of the Integration Builder's line. See doc.go.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go stop(cancel, signals)
	os.Exit(Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// stop lets the command end in an orderly way and remove what it added. A second signal ends it at once.
func stop(cancel context.CancelFunc, signals <-chan os.Signal) {
	<-signals
	cancel()
	select {
	case <-signals:
	case <-time.After(time.Second):
		fmt.Fprintln(os.Stderr, "erpkit: stopping; press Ctrl-C again to stop at once")
		<-signals
	}
	os.Exit(exitInterrupted)
}
