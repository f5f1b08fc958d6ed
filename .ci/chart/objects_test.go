package chart

import (
	"slices"
	"strings"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/kubernetes/scheme"
)

// objects reads everything that the chart makes, into the types of Kubernetes. A key that they do not have is an error.
func objects(t *testing.T, text string) (found []runtime.Object) {
	t.Helper()
	if err := monitoring.AddToScheme(scheme.Scheme); err != nil {
		t.Fatal(err)
	}
	decoder := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	files, err := render(t, text)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range files {
		for _, one := range strings.Split(file, "\n---\n") {
			if strings.TrimSpace(one) == "" || !strings.HasSuffix(name, ".yaml") {
				continue
			}
			object, _, err := decoder.Decode([]byte(one), nil, nil)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, one)
			}
			found = append(found, object)
		}
	}
	return found
}

// of are the objects of one type.
func of[T any](all []runtime.Object) (found []T) {
	for _, one := range all {
		if it, ok := one.(T); ok {
			found = append(found, it)
		}
	}
	return found
}

// pods are the pods that are made, by their labels: a StatefulSet adds the name to those of its pods.
func pods(t *testing.T, all []runtime.Object) (found map[string]core.PodTemplateSpec) {
	t.Helper()
	found = map[string]core.PodTemplateSpec{}
	for _, set := range of[*apps.StatefulSet](all) {
		for _, claim := range set.Spec.VolumeClaimTemplates {
			set.Spec.Template.Spec.Volumes = append(set.Spec.Template.Spec.Volumes, core.Volume{Name: claim.Name})
		}
		checkSelects(t, set.Name, set.Spec.Selector.MatchLabels, set.Spec.Template.Labels)
		found["mock"] = set.Spec.Template
	}
	for _, deployment := range of[*apps.Deployment](all) {
		checkSelects(t, deployment.Name, deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Labels)
		found["balancer"] = deployment.Spec.Template
	}
	if len(found["mock"].Spec.Containers) != 1 {
		t.Fatalf("there is no mock among %d objects", len(all))
	}
	return found
}

func checkSelects(t *testing.T, what string, selector, there labels.Set) {
	t.Helper()
	if len(selector) == 0 || !selector.AsSelector().Matches(there) {
		t.Errorf("%s selects %v, which is not among %v", what, selector, there)
	}
}

// checkObjects checks what types cannot say: that what is named is there.
func checkObjects(t *testing.T, all []runtime.Object) {
	t.Helper()
	pods := pods(t, all)
	for name, pod := range pods {
		checkPod(t, name, pod.Spec)
	}
	for _, service := range of[*core.Service](all) {
		selector := labels.Set(service.Spec.Selector)
		pod := pods[selector["app.kubernetes.io/component"]]
		if name := selector["statefulset.kubernetes.io/pod-name"]; name != "" && name != service.Name {
			t.Errorf("%s selects the pod %s", service.Name, name)
		}
		delete(selector, "statefulset.kubernetes.io/pod-name")
		checkSelects(t, service.Name, selector, pod.Labels)
		for _, port := range service.Spec.Ports {
			checkPort(t, service.Name, pod.Spec, port.TargetPort.StrVal)
		}
	}
	for _, policy := range of[*networking.NetworkPolicy](all) {
		pod := pods[policy.Spec.PodSelector.MatchLabels["app.kubernetes.io/component"]]
		checkSelects(t, policy.Name, policy.Spec.PodSelector.MatchLabels, pod.Labels)
		for _, rule := range policy.Spec.Ingress {
			checkPort(t, policy.Name, pod.Spec, rule.Ports[0].Port.StrVal)
			if rule.Ports[0].Port.StrVal == "control" && len(rule.From) == 0 {
				t.Error("the network policy lets everybody reach the control door")
			}
		}
	}
	for _, monitor := range of[*monitoring.ServiceMonitor](all) {
		seen := slices.ContainsFunc(of[*core.Service](all), func(s *core.Service) bool {
			return labels.SelectorFromSet(monitor.Spec.Selector.MatchLabels).Matches(labels.Set(s.Labels)) &&
				slices.ContainsFunc(s.Spec.Ports, func(p core.ServicePort) bool { return p.Name == monitor.Spec.Endpoints[0].Port })
		})
		if secret := token(pods["mock"].Spec); !seen || (secret == nil) != (monitor.Spec.Endpoints[0].Authorization == nil) {
			t.Errorf("the ServiceMonitor finds no Service, or has no token where one is asked for: %+v", monitor.Spec)
		}
	}
}

func token(pod core.PodSpec) *core.EnvVarSource {
	for _, variable := range pod.Containers[0].Env {
		if variable.Name == "ERPKIT_CONTROL_TOKEN" {
			return variable.ValueFrom
		}
	}
	return nil
}

func checkPort(t *testing.T, what string, pod core.PodSpec, name string) {
	t.Helper()
	if len(pod.Containers) == 0 || !slices.ContainsFunc(pod.Containers[0].Ports, func(p core.ContainerPort) bool { return p.Name == name }) {
		t.Errorf("%s names the port %q, which the container does not have", what, name)
	}
}

// checkPod checks that a pod has what it mounts and may do nothing that it need not.
func checkPod(t *testing.T, name string, pod core.PodSpec) {
	t.Helper()
	c := pod.Containers[0]
	if c.Image == "" || !*pod.SecurityContext.RunAsNonRoot || !*c.SecurityContext.ReadOnlyRootFilesystem || *c.SecurityContext.AllowPrivilegeEscalation ||
		*pod.AutomountServiceAccountToken || !slices.Contains(c.SecurityContext.Capabilities.Drop, "ALL") {
		t.Errorf("%s may do more than it needs: %+v %+v", name, pod.SecurityContext, c.SecurityContext)
	}
	for _, mount := range c.VolumeMounts {
		if !slices.ContainsFunc(pod.Volumes, func(v core.Volume) bool { return v.Name == mount.Name }) {
			t.Errorf("%s mounts %s, which is no volume of it", name, mount.Name)
		}
	}
	for _, probe := range []*core.Probe{c.StartupProbe, c.LivenessProbe, c.ReadinessProbe} {
		if probe != nil && probe.HTTPGet != nil {
			checkPort(t, name, pod, probe.HTTPGet.Port.StrVal)
		}
	}
}
