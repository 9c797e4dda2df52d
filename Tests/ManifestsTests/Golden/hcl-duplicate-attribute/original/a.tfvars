tag = "v1"
tag = "v2"
