{{- define "api.image" -}}
{{ .Values.registry | default "registry.example.com" }}/api:{{ .Values.tag | default "1.4.0" }}
{{- end }}
