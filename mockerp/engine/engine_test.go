package engine_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/engine"
)

func serve(router http.Handler, method, path string) int {
	recorder := httptest.NewRecorder()
	router.ServeHTTP(recorder, httptest.NewRequest(method, path, nil))
	return recorder.Code
}

func TestNew_NeverRedirects(t *testing.T) {
	router := engine.New()
	router.POST("/device", func(c *gin.Context) { c.Status(http.StatusOK) })
	for path, wanted := range map[string]int{"/device": 200, "/device/": 404, "/DEVICE": 404, "//device": 404} {
		if got := serve(router, http.MethodPost, path); got != wanted {
			t.Errorf("POST %s: got %d, wanted %d", path, got, wanted)
		}
	}
	if got := serve(router, http.MethodGet, "/device"); got != http.StatusMethodNotAllowed {
		t.Errorf("GET /device: got %d, wanted 405", got)
	}
}

func ExampleNew() {
	router := engine.New()
	router.POST("/device", func(c *gin.Context) { c.Status(http.StatusOK) })
	fmt.Println(serve(router, http.MethodPost, "/device"))
	// Output:
	// 200
}
