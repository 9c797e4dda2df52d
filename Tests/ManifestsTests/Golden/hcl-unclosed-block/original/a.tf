a {
  b = "c"
