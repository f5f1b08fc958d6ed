// Package engine makes the Gin engines of the two doors, so that both behave alike.
//
// It is a leaf: it imports nothing of erpkit.
//
//	router := engine.New()
//	router.POST("/device", handle)
package engine
