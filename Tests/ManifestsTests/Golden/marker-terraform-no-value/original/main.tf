module "api" { # {"$sluice": "api:tag"}
  version = "1.4.0"
}
