locals {
  images = {
    api    = { repository = "registry.example.com/api", tag = "v1.1.0" }
    worker = { repository = "registry.example.com/worker", tag = "v3.2.0" }
  }
}

/* More of them,
   after a comment. */
locals {
  region = "eu-central-1"
  zones  = ["eu-central-1a", "eu-central-1b"]
}
