// Package engine makes the Gin engines of the two doors, so that both behave alike.
//
// It imports nothing of ours.
//
//	router := engine.New()
//	router.POST("/device", handle)
package engine
