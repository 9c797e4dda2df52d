a { b = "v1" }
c "d" e {}
f "g" h { i = ["v1", { j = "v1" }] }
