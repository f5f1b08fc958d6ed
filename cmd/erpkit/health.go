package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp"
)

func healthCommand() *cobra.Command {
	var addr string
	var timeout, wait time.Duration
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask a running mock whether it is ready (for HEALTHCHECK; needs no shell and no curl)",
		Long: `Asks the control door of a running mock for /readyz.
Exit codes: 0 ready, 1 not ready, 2 a flag is wrong, 3 not reachable.`,
		Example: "  erpkit health --control-addr 127.0.0.1:8086\n  erpkit health --wait 10s",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return waitReady(cmd.Context(), addr, timeout, wait, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&addr, "control-addr", mockerp.DefaultControlAddr, "host:port of the mock's control door")
	cmd.Flags().DurationVar(&timeout, "timeout", 3*time.Second, "how long to wait for one answer")
	cmd.Flags().DurationVar(&wait, "wait", 0, "ask again until the mock is ready, at most so long; 0 asks once")
	return cmd
}

// waitReady asks until the mock is ready or the time is over; the last answer counts.
func waitReady(ctx context.Context, addr string, timeout, wait time.Duration, to io.Writer) error {
	const pause = 50 * time.Millisecond
	for end := time.Now().Add(wait); ; {
		once, cancel := context.WithTimeout(ctx, timeout)
		err := askReady(once, addr, to)
		cancel()
		if err == nil || codeOf(err) == exitUsage || ctx.Err() != nil || !time.Now().Before(end) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

func askReady(ctx context.Context, addr string, to io.Writer) error {
	url, err := readyURL(addr)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return exitf(exitUsage, "the control address %q is not host:port: %w", addr, err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return exitf(exitUnreachable, "no mock answers on %s: %w; start one with: erpkit serve", addr, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err != nil || answer.StatusCode != http.StatusOK {
		return exitf(exitFailed, "the mock on %s is not ready: %s %s", addr, answer.Status, strings.TrimSpace(string(body)))
	}
	_, err = fmt.Fprintf(to, "The mock on %s is ready.\n", addr)
	return err
}

// readyURL turns the address that the mock was told to listen on into one to connect to.
func readyURL(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", exitf(exitUsage, "the control address %q is not host:port, such as %s", addr, mockerp.DefaultControlAddr)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port) + "/readyz", nil
}
