package console_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// The URLs are right for whoever reads them: the MES of this machine, and that of another.
func TestPage_TellsTheURLsOfThisMachineAndOfOthers(t *testing.T) {
	needBrowser(t)
	for addr, says := range map[string]string{
		"127.0.0.1:0": "from this machine only", "0.0.0.0:0": "On others write the name or the address of this machine in place of 127.0.0.1",
	} {
		mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Addr = addr }))
		p := show(t, mock.URL(), mock.ControlURL())
		p.text(".start", says)
		p.until(urls, p.erp+"/device "+p.erp+"/item-attach "+p.erp+"/operation")
	}
	mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Addr, c.ControlHosts = "0.0.0.0:0", []string{rebound} }))
	elsewhere := func(url string) string { return strings.Replace(url, "127.0.0.1", rebound, 1) }
	p := show(t, mock.URL(), elsewhere(mock.ControlURL()))
	p.trouble = true // the browser says that such a name is not to be trusted
	p.text(".others", "From other machines it is")
	p.until(`document.querySelector(".others + .urls code").innerText`, elsewhere(mock.URL())+"/device")
}

const urls = `[...document.querySelectorAll(".urls code")].map((c) => c.innerText).join(" ")`
