import Foundation

/// `git http-backend` behind a small HTTP server on loopback, for one user; with a certificate, behind TLS too.
package final class GitHTTPServer: Sendable {
    /// What may be done with a request instead of answering it well; `answer` asks the real backend.
    package typealias Trick = @Sendable (_ request: TestRequest, _ answer: () -> TestResponse) -> TestResponse

    package static let user = "robot"
    package static let token = "a token of theirs"
    package let directory: TemporaryDirectory
    private let server: TestHTTPServer
    private let tls: TLSProxy?

    /// Starts the server, of another's repositories where `host` is given. Answers are chunked, as of servers that do not
    /// know the length beforehand.
    package init(
        of host: (any RepositoryHost)? = nil, certificates: TestCertificates? = nil, trick: @escaping Trick = { $1() }
    ) async throws {
        let directory = try host?.directory ?? TemporaryDirectory("git-http")
        self.directory = directory
        let allowed = "Basic " + Data("\(Self.user):\(Self.token)".utf8).base64EncodedString()
        server = try TestHTTPServer { request in
            trick(request) {
                guard request["Authorization"] == allowed else {
                    return TestResponse(
                        401, headers: [("WWW-Authenticate", "Basic realm=git"), ("Content-Type", "text/plain")],
                        body: Array("Bad credentials\n".utf8))
                }
                return (try? Self.backend(request, directory)) ?? TestResponse(500)
            }
        }
        if let certificates {
            tls = try await TLSProxy(to: server.port, certificates)
        } else {
            tls = nil
        }
    }

    package var port: Int { tls?.port ?? server.port }

    /// `http://127.0.0.1:<port>`, or https.
    package var url: String { "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)" }

    /// Every request so far.
    package var requests: [TestRequest] { server.requests }

    package func cutConnections() { server.cutConnections() }

    /// Returns once `count` requests have arrived.
    package func waitForRequests(_ count: Int) async { await server.waitForRequests(count) }

    /// Asks the backend as a web server does by CGI (RFC 3875).
    private static func backend(_ request: TestRequest, _ directory: TemporaryDirectory) throws -> TestResponse {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try locate("git"))
        process.arguments = ["http-backend"]
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": directory.path,
            "GIT_PROJECT_ROOT": directory.file("repositories"), "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": request.method, "PATH_INFO": request.path,
            "QUERY_STRING": String(request.target.dropFirst(request.path.count + 1)),
            "CONTENT_TYPE": request["Content-Type"] ?? "", "CONTENT_LENGTH": String(request.body.count),
            "REMOTE_USER": user, "REMOTE_ADDR": "127.0.0.1",
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.detachNewThread {
            try? input.fileHandleForWriting.write(contentsOf: Data(request.body))
            try? input.fileHandleForWriting.close()
        }
        let answer = [UInt8](output.fileHandleForReading.allBytes())
        process.waitUntilExit()
        return response(answer)
    }

    private static func response(_ answer: [UInt8]) -> TestResponse {
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return TestResponse(500) }
        var response = TestResponse(200, body: Array(answer[end.upperBound...]), delivery: .chunked(8192))
        for line in String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            if parts[0] == "Status" {
                response.status = Int(value.prefix(3)) ?? 500
            } else if parts[0] != "Content-Length" {
                response.headers.append((String(parts[0]), value))
            }
        }
        return response
    }
}
