module "api" {
  version = var.tag
}
