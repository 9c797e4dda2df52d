/// A certificate authority of the tests' own and a server certificate for `localhost` and 127.0.0.1, made by openssl.
package struct TestCertificates: Sendable {
    private let directory: TemporaryDirectory

    package var authority: String { directory.file("ca.pem") }
    package var certificate: String { directory.file("server.pem") }
    package var key: String { directory.file("server.key") }

    /// - Parameter names: what the server's certificate is for, in openssl's `subjectAltName` form.
    package init(names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 2) throws {
        directory = try TemporaryDirectory("certificates")
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try run(
            ["openssl", "req", "-x509"] + curve + ["-days", "2", "-subj", "/CN=Test authority"]
                + ["-addext", "keyUsage=critical,keyCertSign", "-keyout", directory.file("ca.key"), "-out", authority])
        try run(
            ["openssl", "req"] + curve + ["-subj", "/CN=server", "-keyout", key, "-out", directory.file("server.csr")])
        let extensions = try directory.write("subjectAltName=\(names)\n", to: "extensions")
        try run(
            ["openssl", "x509", "-req", "-in", directory.file("server.csr"), "-CA", authority]
                + ["-CAkey", directory.file("ca.key"), "-CAcreateserial", "-days", String(days)]
                + ["-extfile", extensions, "-out", certificate])
    }

    /// A client's certificate of the same authority, with its key: the subject in openssl's form, `/O=group/CN=name`.
    package func client(_ subject: String) throws -> (certificate: String, key: String) {
        let name = "client-\(subject.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF })"
        let (certificate, key) = (directory.file("\(name).pem"), directory.file("\(name).key"))
        try run(
            ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", subject]
                + ["-keyout", key, "-out", directory.file("\(name).csr")])
        try run(
            ["openssl", "x509", "-req", "-in", directory.file("\(name).csr"), "-CA", authority]
                + ["-CAkey", directory.file("ca.key"), "-CAcreateserial", "-days", "2", "-out", certificate])
        return (certificate, key)
    }
}
