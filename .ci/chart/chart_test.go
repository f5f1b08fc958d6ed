// Package chart checks the Helm chart of the mock with Helm itself, with the types of Kubernetes, and with the programs that
// it starts. It is a module of its own, so that erpkit does not depend on them.
package chart

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"
)

const folder = "../../mockerp/chart"

// sets are values that somebody may give.
var sets = map[string]string{
	"image only": ``,
	"all": `{replicas: 3, balancer: {kind: haproxy, image: haproxy:3.2}, script: "version: 1\nrules: [{answer: {pass: true}}]\n", args: [--mode=observe, --max-runs=50],
		pullSecrets: [registry], journal: {size: 20Gi, storageClass: fast, sync: full}, control: {token: 0123456789abcdef, hosts: [mock.example]},
		networkPolicy: {erpFrom: [{ipBlock: {cidr: 10.0.0.0/8}}], controlFrom: [{namespaceSelector: {matchLabels: {team: erp}}}]},
		ingress: {host: erp.example, className: nginx, tlsSecret: erp-tls, annotations: {a/b: "1"}},
		serviceMonitor: {enabled: true, labels: {release: prometheus}}, nodeSelector: {disk: ssd}, tolerations: [{key: test, operator: Exists}]}`,
	"nginx":             `{replicas: 3, balancer: {kind: nginx, image: nginx:1.28}}`,
	"haproxy":           `{replicas: 3, balancer: {kind: haproxy, image: haproxy:3.2}}`,
	"envoy":             `{replicas: 3, balancer: {kind: envoy, image: envoy:1.36}}`,
	"token of a secret": `{control: {existingSecret: {name: mine, key: word}}, serviceMonitor: {enabled: true}, networkPolicy: {controlFrom: [{podSelector: {}}]}}`,
	"no network policy": `{networkPolicy: {enabled: false}, serviceMonitor: {enabled: true}}`,
	"one, balanced":     `{balancer: {kind: nginx, image: nginx:1.28}}`,
}

func values(t *testing.T, text string) map[string]any {
	t.Helper()
	given := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &given); err != nil {
		t.Fatal(err)
	}
	if given["image"] == nil {
		given["image"] = map[string]any{"repository": "registry.example/erpkit"}
	}
	return given
}

// render gives the text of every template, as helm template does.
func render(t *testing.T, text string) (map[string]string, error) {
	t.Helper()
	chart, err := loader.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	all, err := chartutil.ToRenderValues(chart, values(t, text), chartutil.ReleaseOptions{Name: "erp", Namespace: "tests"}, nil)
	if err != nil {
		return nil, err
	}
	return engine.Render(chart, all)
}

func TestChart_LintsAndIsRightForKubernetes(t *testing.T) {
	for name, text := range sets {
		t.Run(name, func(t *testing.T) {
			linted := lint.All(folder, values(t, text), "tests", true)
			for _, message := range linted.Messages {
				if message.Severity >= support.WarningSev {
					t.Error(message)
				}
			}
			checkObjects(t, objects(t, text))
		})
	}
}

// A wrong value is one error, which says what to do.
func TestChart_RefusesWrongValues(t *testing.T) {
	for _, test := range []struct{ text, words string }{
		{`{image: {repository: ""}}`, "image.repository is missing: build the image"},
		{`{replicas: 3}`, "replicas is 3 without a balancer: the books of a run, and scripts that answer exactly once, live in one mock"},
		{`{replicas: 3, balancer: {kind: nginx}}`, "balancer.image is missing: give an image of nginx"},
		{`{balancer: {kind: traefik, image: a}}`, "balancer"},
		{`{control: {token: 0123456789abcdef, existingSecret: {name: mine}}}`, "exclude each other"},
		{`{control: {token: short}}`, "control"},
		{`{serviceMonitor: {enabled: true}}`, "name your Prometheus there"},
		{`{replicas: 0}`, "replicas"},
		{`{replica: 3}`, "replica"},
		{`{journal: {size: much}}`, "journal"},
		{`{networkPolicy: {controlFrom: [{}]}}`, "controlFrom"},
		{`{args: [serve]}`, "args"},
	} {
		if _, err := render(t, test.text); err == nil || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%s: got %v, wanted %q", test.text, err, test.words)
		}
	}
}

// commands are those of the README; their values are rendered as those of the sets.
var commands = []string{
	"helm install erp mockerp/chart --set image.repository=registry.example/erpkit --set control.existingSecret.name=my-token",
	"helm install erp mockerp/chart --set image.repository=registry.example/erpkit --set replicas=3 --set balancer.kind=haproxy --set balancer.image=haproxy:3.2",
}

func TestChart_RendersWhatTheReadmeShows(t *testing.T) {
	for _, command := range commands {
		given := map[string]any{}
		for _, value := range strings.Split(command, " --set ")[1:] {
			if err := strvals.ParseInto(value, given); err != nil {
				t.Fatal(err)
			}
		}
		text, err := yaml.Marshal(given)
		if err != nil {
			t.Fatal(err)
		}
		checkObjects(t, objects(t, string(text)))
	}
}

var rowValue = regexp.MustCompile("`([a-zA-Z.]+)`")

// Each value of the table in the README is in values.yaml.
func TestChart_ReadmeNamesValuesThatThereAre(t *testing.T) {
	chart, err := loader.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(folder + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.SplitN(line, "|", 3)
		if len(cells) < 3 {
			continue
		}
		for _, value := range rowValue.FindAllStringSubmatch(cells[1], -1) {
			named++
			keys := strings.Split(value[1], ".")
			parent := chartutil.Values(chart.Values)
			if above := strings.Join(keys[:len(keys)-1], "."); above != "" {
				if parent, err = parent.Table(above); err != nil {
					t.Error(err)
				}
			}
			if _, there := parent[keys[len(keys)-1]]; !there {
				t.Errorf("the README names the value %s, which is not there", value[1])
			}
		}
	}
	if named < 10 {
		t.Errorf("the table names %d values", named)
	}
}

// Nobody is left without a warning, or with a wrong one.
func TestChart_WarnsOfADoorWithoutToken(t *testing.T) {
	for name, warned := range map[string]bool{"image only": true, "all": false, "token of a secret": false} {
		files, err := render(t, sets[name])
		if notes := files["erpkit-mock/templates/NOTES.txt"]; err != nil || strings.Contains(notes, "WARNING") != warned {
			t.Errorf("%s: %v\n%s", name, err, notes)
		}
	}
}
