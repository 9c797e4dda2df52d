variable "banner" {
  default = <<EOT
Version 1.0.0
of the "payments" service costs $5 or 5%.
EOT
}

resource "kubernetes_config_map" "api" {
  data = {
    script = <<-SH
      #!/bin/sh
      if true; then
        echo $${HOME} 1.0.0
      fi

    SH
    other = "x"
    rendered = <<-YAML
      tag: ${var.tag}
    YAML
  }
}
