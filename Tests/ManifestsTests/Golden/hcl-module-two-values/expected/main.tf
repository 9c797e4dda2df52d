# The payments service.
module "api" {
  source  = "registry.example.com/platform/service/aws"
  version = "1.4.2" # {"$sluice": "api:tag"}

  replicas = 4
  debug    = false
  owner    = null

  tags = {
    team  = "payments"
    "app.kubernetes.io/version" : "1.4.2",
    Name  = "api-${var.environment}"
  }
}

module "worker" {
  source  = "registry.example.com/platform/service/aws"
  version = "1.5.0"
}
