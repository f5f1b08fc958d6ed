package console_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

func device(serial string) string {
	return fmt.Sprintf(`{"type":"add","stockId":"S-%[1]s","serial":"%[1]s","oldSerial":null,"workorderNumber":"WO-1","workorderId":"W-1","workorderExternalId":null,"sku":"GUITAR","sessionId":"1","user":"demo","externalId":null}`, serial)
}

func TestPage_FirstMinuteThenLive(t *testing.T) {
	p := open(t)
	p.text("main", p.erp+"/device")
	p.shot("first-minute")
	p.post("device", device("SN-0001"))
	p.text(".list", "set serial")
	p.text(".list", "SN-0001")
}

func TestPage_ShowsTheFindingAtItsMember(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.post("device", `{"type":"add","serial":7,"workorderNumber":"WO-1","sku":"GUITAR"}`)
	p.text(".list", "400")
	p.do(chromedp.Click(chromedp.CSS(".list .row")))
	p.text(".json-line.marked", "serial")
	p.shot("exchange")
}
