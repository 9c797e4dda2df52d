module "api" {
  source  = "registry.example.com/modules/api/aws"
  version = "1.4.0" # {"$sluice": "api:tag"}
}

locals {
  images = {
    "api" = "registry.example.com/api:1.4.0" // {"$sluice": "api"}
    web   = "registry.example.com/web:1.4.0" // {"$sluice": "web"}
  }
  tags = ["1.4.0", "1.4.0"] /* {"$sluice": "api:tag"} */
  note = <<-EOT
    version = "1.4.0"
  EOT
}

# version = "1.3.0" # {"$sluice": "api:tag"}
