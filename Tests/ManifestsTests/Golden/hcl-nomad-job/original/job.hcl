job "api" {
  group "web" {
    task "server" {
      driver = "docker"
      config {
        image = "registry.example.com/api:1.0.0"
        ports = ["http"]
      }
    }
  }
}
