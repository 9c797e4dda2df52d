include "root" {
  path = find_in_parent_folders()
}

terraform {
  source = "git::ssh://git@git.example.com/platform/modules.git//service?ref=v1.3.0"
}

inputs = {
  image_tag = "v1.3.0"
  containers = [
    { name = "api", tag = "v1.2.0" },
    { name = "proxy", tag = "1.27" },
  ]
  hooks = { for name in ["a", "b"] : name => upper(name) if name != "c" }
}
