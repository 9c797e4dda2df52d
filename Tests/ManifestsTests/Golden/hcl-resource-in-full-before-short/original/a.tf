resource "web" "a" {
  tag = "r"
}
web "a" {
  tag = "w"
}
