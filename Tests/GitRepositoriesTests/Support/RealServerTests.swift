import Testing

/// Everything that talks to a real sshd, one after another: each test measures deadlines, and has the machine to itself.
@Suite("With a real server", .serialized)
enum RealServerTests {}
