resource "helm_release" "api" {
  version = "2.2.0" # {"$sluice": "chart:tag"}
  values = [
    <<-EOT
      image:
        repository: ${var.registry}/api
        tag: v1.5.0 # {"$sluice": "api:tag"}
    EOT
    , "x"
  ]
}
