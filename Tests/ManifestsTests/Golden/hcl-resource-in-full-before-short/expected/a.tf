resource "web" "a" {
  tag = "r2"
}
web "a" {
  tag = "w2"
}
