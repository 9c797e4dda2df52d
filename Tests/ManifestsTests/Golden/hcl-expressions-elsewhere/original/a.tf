locals {
  a = [for x in var.xs : { k = "}" } if x != "]"]
  b = "${join(",", [for s in ["a", "}"] : "${s}-\"q\""])}"
  c = var.x ? { d = "v0" } : { d = "v00" }
  d = "v1"
  e = (
    var.a
    + 1
  )
  f = module.x[*].id[0]
}
