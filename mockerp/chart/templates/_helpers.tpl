{{- /* Labels of everything; the argument is the chart's context and the name of the part. */ -}}
{{- define "labels" -}}
{{ include "selector" . }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end }}

{{- define "selector" -}}
app.kubernetes.io/name: erpkit-mock
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- /* What the schema of the values cannot say. */ -}}
{{- define "checks" -}}
{{- with .Values }}
{{- if not .image.repository }}
{{- fail "image.repository is missing: build the image with the Dockerfile of erpkit, push it to a registry of yours, and give its name" }}
{{- end }}
{{- if and (gt (int .replicas) 1) (not .balancer.kind) }}
{{- fail (printf "replicas is %d without a balancer: the books of a run, and scripts that answer exactly once, live in one mock, so each run must go to one mock. Set balancer.kind to nginx, haproxy or envoy, or replicas to 1" (int .replicas)) }}
{{- end }}
{{- if and .balancer.kind (not .balancer.image) }}
{{- fail (printf "balancer.image is missing: give an image of %s" .balancer.kind) }}
{{- end }}
{{- if and .control.token .control.existingSecret.name }}
{{- fail "control.token and control.existingSecret.name exclude each other" }}
{{- end }}
{{- if and .serviceMonitor.enabled .networkPolicy.enabled (not .networkPolicy.controlFrom) }}
{{- fail "serviceMonitor.enabled, but networkPolicy.controlFrom lets nobody in: metrics are on the control door, so name your Prometheus there" }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The secret with the token of the control door; empty without one. */ -}}
{{- define "tokenSecret" -}}
{{- with .Values.control }}
{{- if .token }}{{ $.Release.Name }}-control{{ else }}{{ .existingSecret.name }}{{ end }}
{{- end }}
{{- end }}

{{- define "tokenKey" -}}
{{- if .Values.control.token }}token{{ else }}{{ .Values.control.existingSecret.key }}{{ end }}
{{- end }}

{{- /* The names with a point in them under which the control doors are called inside of the cluster, and those given. */ -}}
{{- define "controlHosts" -}}
{{- $hosts := list }}
{{- range $n := until (int .Values.replicas) }}
{{- $name := printf "%s-mock-%d.%s" $.Release.Name $n $.Release.Namespace }}
{{- $hosts = concat $hosts (list $name (printf "%s.svc" $name) (printf "%s.svc.%s" $name $.Values.control.clusterDomain)) }}
{{- end }}
{{- concat $hosts .Values.control.hosts | join "," }}
{{- end }}

{{- define "balancerFile" -}}
{{- get (dict "nginx" "nginx.conf" "haproxy" "haproxy.cfg" "envoy" "envoy.yaml") .Values.balancer.kind }}
{{- end }}

{{- /* The balancer's configuration: one file of balancers, with the names that stay when a mock is made anew. */ -}}
{{- define "balancerConfig" -}}
{{- $mocks := list }}
{{- range $n := until (int .Values.replicas) }}
{{- $mocks = append $mocks (dict "host" (printf "%s-mock-%d" $.Release.Name $n) "port" 8085) }}
{{- end }}
{{- tpl (.Files.Get (printf "balancers/%s" (include "balancerFile" .))) (dict "address" "0.0.0.0" "port" 8085 "folder" "/tmp" "mocks" $mocks "Template" .Template) }}
{{- end }}
