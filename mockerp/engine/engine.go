package engine

import "github.com/gin-gonic/gin"

// New is an engine that neither prints nor redirects: the MES would take a redirect for success (T2). Another
// method than those of a path is answered by NoMethod. Gin's mode is one for the whole process and cannot
// be put back while others make engines, so it stays at release.
func New() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	router.RedirectTrailingSlash = false
	router.RedirectFixedPath = false
	router.ForwardedByClientIP = false
	router.HandleMethodNotAllowed = true
	return router
}
