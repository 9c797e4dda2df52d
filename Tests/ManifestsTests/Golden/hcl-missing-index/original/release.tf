resource "helm_release" "api" {
  name       = "api"
  repository = "oci://registry.example.com/charts"
  chart      = "api"
  version    = "0.9.0"

  set {
    name  = "image.tag"
    value = "v1.0.0"
  }

  set {
    name  = "replicas"
    value = 2
  }

  set_sensitive {
    name  = "password"
    value = var.password
  }

  depends_on = [kubernetes_namespace.api]
}

resource "helm_release" "worker" {
  name    = "worker"
  chart   = "worker"
  version = "0.9.0"
}
