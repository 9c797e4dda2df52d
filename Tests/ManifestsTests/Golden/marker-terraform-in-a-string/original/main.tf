locals {
  note = yamldecode(<<EOT
tag: v1.4.0 # {"$sluice": "api:tag"}
EOT
  )
}
