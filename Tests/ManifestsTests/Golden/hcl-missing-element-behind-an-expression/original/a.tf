set = [{ name = var.x, value = "1" }, local.y]
