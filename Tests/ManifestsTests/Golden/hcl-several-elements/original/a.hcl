s { name = "a" }
s { name = "a" }
