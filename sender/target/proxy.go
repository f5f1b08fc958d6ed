package target

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// Via lists, one per line, the proxies of the environment that posts to these addresses go through; "" is none. The
// error says that one cannot be used.
func Via(urls ...string) (string, error) {
	var lines []string
	for _, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil {
			continue // Check says what is wrong with it
		}
		proxy, err := sender.Proxy(u)
		if err != nil {
			return "", err
		}
		if proxy == nil {
			continue
		}
		line := fmt.Sprintf("Posts to %[1]s go through the proxy %[2]s, which %[3]s_PROXY names (NO_PROXY=%[4]s goes without).",
			u.Host, show.URL(proxy.String()), strings.ToUpper(u.Scheme), u.Hostname())
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n"), nil
}
