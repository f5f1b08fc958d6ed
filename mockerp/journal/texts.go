package journal

import "github.com/erpkit/erpkit/mockerp/traffic"

// texts are the scripts of the exchanges in a Memory, each kept once and for as long as an exchange is kept for which it
// was asked.
type texts map[string]*heldText

type heldText struct {
	script *traffic.Script
	users  int
}

// hold lets x share its scripts with the exchanges that are kept. It returns how many bytes came with it.
func (t texts) hold(x *traffic.Exchange) (bytes int64) {
	scripts := scriptsOf(x)
	for i := range scripts {
		one := scripts[i].Script
		held := t[one.Key]
		if held == nil {
			held = &heldText{script: one}
			t[one.Key] = held
			bytes += one.Bytes()
		}
		held.users++
		scripts[i].Script = held.script
	}
	return bytes
}

// release is for an exchange that is not kept any more. It returns how many bytes go with it.
func (t texts) release(x *traffic.Exchange) (bytes int64) {
	for _, one := range scriptsOf(x) {
		held := t[one.Script.Key]
		if held.users--; held.users == 0 {
			delete(t, one.Script.Key)
			bytes += held.script.Bytes()
		}
	}
	return bytes
}

func scriptsOf(x *traffic.Exchange) []traffic.AskedScript {
	if x.Decision.Asked == nil {
		return nil
	}
	return x.Decision.Asked.Scripts
}
