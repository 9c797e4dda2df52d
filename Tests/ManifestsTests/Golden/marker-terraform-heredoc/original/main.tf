locals {
  values = <<-EOT
    tag: 1.4.0 # {"$sluice": "api:tag"}
  EOT
}
