// Package upstream asks a real ERP behind the mock: it hands a post on and brings the answer back, both
// as they are, byte for byte, hop-by-hop headers aside. It judges nothing and remembers nothing.
//
// A post is sent once and never again by itself, redirects are not followed (the MES would not follow
// them either, T2). HTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed, never for this machine. Time and size
// are bounded, and a chain of mocks that leads back to itself is cut. The names of headers are written as Go writes them.
//
// It may import schemas, schemas/show and mockerp/traffic, nothing else of ours.
//
//	u, err := upstream.New(upstream.Options{URL: "https://erp.factory.example/nextplus"})
//	if err != nil {
//		return err // says which address is wrong, and the cure
//	}
//	answer, trouble := u.Ask(ctx, upstream.Post{Kind: schemas.Device, Path: "/device", Header: header, Body: body})
package upstream
