package sender

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// askToIdentify says which credentials a rejected post carried, and how to give others.
func (c *Client) askToIdentify(r *Result) {
	if r.Status == http.StatusUnauthorized && c.opts.Credentials != nil {
		c.opts.Credentials.Refused()
	}
	if r.Status != http.StatusUnauthorized && r.Status != http.StatusForbidden {
		return
	}
	carried, cure := r.Transcript.Carried()
	if r.Status == http.StatusForbidden && r.Message != "" { // it may be about the work order instead
		r.addWords("", "If this is about who posts: the post carried "+carried+". "+cure)
		return
	}
	r.addWords("The post carried "+carried+".", cure)
}

// Carried says which credentials the post carried, without their secrets, and what to do when the ERP wants
// others.
func (t Transcript) Carried() (what, cure string) {
	shown := shownOf(t.RequestHeader)
	if u, err := url.Parse(t.URL); err == nil {
		for name, values := range u.Query() {
			if show.IsSecret(name) {
				shown = append(shown, fmt.Sprintf("%s in the URL (%d characters)", quote(name), len(strings.Join(values, ""))))
			}
		}
	}
	if t.certificate {
		shown = append(shown, "a client certificate")
	}
	if len(shown) == 0 {
		return "no credentials at all", `Give credentials: --header "Authorization: Bearer …", --auth-file FILE or --cert-file FILE.`
	}
	slices.Sort(shown)
	return strings.Join(shown, " and "), "Check that these are the credentials that the ERP wants, that they have not expired, and that they may post here."
}

// shownOf lists the credentials in the headers of a post, without their secrets. Headers that the client sets
// itself are none.
func shownOf(header http.Header) (shown []string) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		value := header.Get(name)
		switch scheme, secret, found := strings.Cut(value, " "); {
		case slices.Contains([]string{"Content-Type", "Accept", "Accept-Language", "User-Agent", "Host"}, name):
		case name == "Authorization" && found && strings.EqualFold(scheme, "Bearer"):
			shown = append(shown, fmt.Sprintf("a bearer token of %d characters", len(secret)))
		case name == "Authorization" && found && strings.EqualFold(scheme, "Basic"):
			shown = append(shown, basicOf(secret))
		default:
			shown = append(shown, fmt.Sprintf("the header %s of %d characters", name, len(value)))
		}
	}
	return shown
}

func basicOf(secret string) string {
	text, err := base64.StdEncoding.DecodeString(secret)
	user, password, found := strings.Cut(string(text), ":")
	if err != nil || !found {
		return "a basic login that cannot be read"
	}
	return fmt.Sprintf("a basic login (a user of %d characters, a password of %d)", len(user), len(password))
}
