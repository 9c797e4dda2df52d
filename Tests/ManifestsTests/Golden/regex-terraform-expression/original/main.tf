locals {
  image = "${var.registry}/api:1.4.0"
}
