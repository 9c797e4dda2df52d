// Set by the release train.
image_tag    = "v1.0.0"
image_digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
replicas     = "latest"
ratio        = "1.20"
public       = true
fallback     = null
images = {
  "api"    = "v1.0.0"
  "worker" = "v3.1.4"
}
