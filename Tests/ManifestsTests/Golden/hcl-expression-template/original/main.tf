tag = "v${var.tag}"
