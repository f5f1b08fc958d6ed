// Package packed is the plain binary form of what a journal keeps: numbers and texts one behind the other, each text with its
// length before it. Who reads must know what was written; bytes that do not fit are never believed.
//
//	bytes := packed.AppendText(binary.AppendUvarint(nil, 7), "NXT-915")
//	r := packed.NewReader(bytes)
//	fmt.Println(r.Uvarint(), r.Text(), r.Whole()) // 7 NXT-915 true
//
// It imports nothing of ours.
package packed
