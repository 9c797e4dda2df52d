a { b = "v2" }
c "d" e {}
f "g" h { i = ["v1", { j = "v3" }] }
