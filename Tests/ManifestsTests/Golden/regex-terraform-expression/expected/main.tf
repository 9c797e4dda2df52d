locals {
  image = "${var.registry}/api:1.5.0"
}
