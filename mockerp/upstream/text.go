package upstream

import "github.com/erpkit/erpkit/mockerp/traffic"

// Text is the body as the MES reads it: unpacked, where the MES asked for that and the ERP packed it.
// What cannot be unpacked stays as it is.
func (a Answer) Text() []byte { return traffic.Unpack(a.Header, a.Body) }
