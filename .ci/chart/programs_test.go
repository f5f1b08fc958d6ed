package chart

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	bootstrap "github.com/envoyproxy/go-control-plane/envoy/config/bootstrap/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	manager "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	"google.golang.org/protobuf/encoding/protojson"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// The mock starts with the arguments and the environment of its pod, answers its probes, lets in who has the token and calls
// it by a name of the cluster, and ends well within the time that it is given.
func TestChart_StartsTheMock(t *testing.T) {
	binary := os.Getenv("MOCK")
	if binary == "" {
		t.Fatal("MOCK must name the program erpkit: run .ci/chart/run")
	}
	all := objects(t, sets["all"])
	pod := pods(t, all)["mock"].Spec
	c, folder := pod.Containers[0], t.TempDir()
	here := strings.NewReplacer("/journal/", folder+"/", "/script/", folder+"/", "0.0.0.0:8085", "127.0.0.1:0", "0.0.0.0:8086", "127.0.0.1:0")
	for _, config := range of[*core.ConfigMap](all) {
		for name, text := range config.Data {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	mock := exec.Command(binary)
	for _, arg := range c.Args {
		mock.Args = append(mock.Args, here.Replace(arg))
	}
	mock.Args = append(mock.Args, "--json")
	for _, variable := range c.Env {
		mock.Env = append(mock.Env, variable.Name+"="+here.Replace(variable.Value)+secretValue(all, variable.ValueFrom))
	}
	control, end := started(t, mock)
	for _, probe := range []*core.Probe{c.StartupProbe, c.LivenessProbe, c.ReadinessProbe} {
		checkAnswer(t, control+probe.HTTPGet.Path, "", "", 200)
	}
	checkAnswer(t, control+"/metrics", "", "", 401)
	checkAnswer(t, control+"/metrics", "0123456789abcdef", "", 200)
	for host, wanted := range map[string]int{"erp-mock-2.tests.svc.cluster.local": 200, "erp-mock-0.tests": 200, "erp-mock-0": 200, "mock.example": 200, "other.example": 403} {
		checkAnswer(t, control+"/api/v1/info", "0123456789abcdef", host, wanted)
	}
	if took := end(); took > time.Duration(*pod.TerminationGracePeriodSeconds)*time.Second/2 {
		t.Errorf("it took %v to end", took)
	}
}

func secretValue(all []runtime.Object, from *core.EnvVarSource) string {
	if from == nil {
		return ""
	}
	for _, secret := range of[*core.Secret](all) {
		if secret.Name == from.SecretKeyRef.Name {
			return secret.StringData[from.SecretKeyRef.Key]
		}
	}
	return ""
}

// started gives the address of the control door, and what ends the mock as Kubernetes does.
func started(t *testing.T, mock *exec.Cmd) (control string, end func() time.Duration) {
	t.Helper()
	var log bytes.Buffer
	mock.Stderr = &log
	out, err := mock.StdoutPipe()
	if err == nil {
		err = mock.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mock.Process.Kill(); _ = mock.Wait() })
	var said struct{ ControlURL string }
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&said); err != nil {
		_ = mock.Wait()
		t.Fatalf("the mock does not start with %v: %s", mock.Args, log.String())
	}
	return said.ControlURL, func() time.Duration {
		begin := time.Now()
		if err := mock.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if err := mock.Wait(); err != nil {
			t.Errorf("it ended with %v: %s", err, log.String())
		}
		return time.Since(begin)
	}
}

func checkAnswer(t *testing.T, url, token, host string, wanted int) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != wanted {
		t.Errorf("%s as %q: %d, wanted %d", url, host, answer.StatusCode, wanted)
	}
}

// balancer gives the command of the balancer of the set, with its file in a folder of the test. The names of the mocks are names
// of this machine instead.
func balancer(t *testing.T, set string) (command []string, config string) {
	t.Helper()
	all, folder := objects(t, sets[set]), t.TempDir()
	for _, arg := range pods(t, all)["balancer"].Spec.Containers[0].Command {
		command = append(command, strings.ReplaceAll(arg, "/etc/balancer/", folder+"/"))
	}
	for _, one := range of[*core.ConfigMap](all) {
		for name, text := range one.Data {
			text = strings.ReplaceAll(text, "/tmp/", folder+"/")
			config = regexp.MustCompile(`erp-mock-\d`).ReplaceAllString(text, "localhost")
			if err := os.WriteFile(filepath.Join(folder, name), []byte(config), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return command, config
}

// The balancers themselves take their configuration. How they work with it: cmd/erpkit/balancer_test.go.
func TestChart_BalancersTakeTheirConfiguration(t *testing.T) {
	for set, check := range map[string]string{"nginx": "-t", "haproxy": "-c"} {
		command, _ := balancer(t, set)
		command = append(command, check)
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil || bytes.Contains(out, []byte("[WARNING]")) {
			t.Errorf("%v: %v\n%s", command, err, out)
		}
	}
}

// Envoy itself is in no registry that CI reaches: its own types take the configuration, and its rule for the hash is computed here.
func TestChart_EnvoyHashesOnTheRun(t *testing.T) {
	_, text := balancer(t, "envoy")
	raw, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var config bootstrap.Bootstrap
	if err := protojson.Unmarshal(raw, &config); err != nil {
		t.Fatal(err)
	}
	var http manager.HttpConnectionManager
	resources := config.StaticResources
	if err := resources.Listeners[0].FilterChains[0].Filters[0].GetTypedConfig().UnmarshalTo(&http); err != nil {
		t.Fatal(err)
	}
	for _, one := range []interface{ ValidateAll() error }{&config, &http} {
		if err := one.ValidateAll(); err != nil {
			t.Error(err)
		}
	}
	if mocks := resources.Clusters[0].LoadAssignment.Endpoints[0].LbEndpoints; len(mocks) != 3 {
		t.Errorf("there are %d mocks", len(mocks))
	}
	for path, wanted := range map[string]string{
		"/device": "default", "/": "default", "/r/default/operation": "default", "/operation?station=4": "default", "/roof": "default",
		"/r/a/device": "a", "/r/a/item-attach?x=/r/b": "a", "/r/a": "a", "/r/a/": "a", "/r/a?x=1": "a", "/r/a.b-c_D/device/": "a.b-c_D",
	} {
		if got := hashed(http.GetRouteConfig().VirtualHosts[0].Routes, path); got != wanted {
			t.Errorf("%s is hashed as %q, wanted %q", path, got, wanted)
		}
	}
}

// hashed is what Envoy hashes of a path: by the first route with its prefix, in the regular expressions that Go has, too.
func hashed(routes []*route.Route, path string) string {
	for _, one := range routes {
		if strings.HasPrefix(path, one.Match.GetPrefix()) {
			rewrite := one.GetRoute().HashPolicy[0].GetHeader().RegexRewrite
			return regexp.MustCompile(rewrite.Pattern.Regex).ReplaceAllString(path, strings.ReplaceAll(rewrite.Substitution, `\1`, "$1"))
		}
	}
	return ""
}
