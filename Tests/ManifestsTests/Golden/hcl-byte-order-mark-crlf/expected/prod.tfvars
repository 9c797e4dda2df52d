// Set by the release train.
image_tag    = "v1.0.0"
image_digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
replicas     = 4
ratio        = 1.19
public       = true
fallback     = null
images = {
  "api"    = "v1.0.0"
  "worker" = "v3.1.4"
}
