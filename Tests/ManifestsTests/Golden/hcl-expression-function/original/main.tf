locals {
  images = merge(
    { api = "v1" },
    var.images,
  )
}
