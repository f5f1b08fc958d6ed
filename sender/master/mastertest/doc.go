// Package mastertest gives tests their master data.
//
//	data := mastertest.Read(t, "version: 1\nworkOrders: [{number: MO-1, sku: GUITAR, quantity: 2}]\n")
//
// Only tests use it. It may import sender/master, nothing else of ours.
package mastertest
