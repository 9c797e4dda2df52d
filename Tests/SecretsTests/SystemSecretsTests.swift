import Foundation
import Promotion
import Secrets
import TestServers
import Testing

@Suite("Secrets from the environment and from files")
struct SystemSecretsTests {
    private let directory: TemporaryDirectory
    private var secrets: SystemSecrets {
        SystemSecrets(environment: ["TOKEN": "s3cret", "EMPTY": "", "LINES": "a\nb"], directory: directory.path)
    }

    init() throws { directory = try TemporaryDirectory("secrets") }

    @Test("a variable is read as it is")
    func variable() throws {
        #expect(try secrets.text(.environment("TOKEN")) == "s3cret")
        #expect(try secrets.read(.environment("LINES")).bytes == Array("a\nb".utf8))
    }

    @Test(
        "a file loses one line break at its end, and nothing else",
        arguments: [
            ("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), ("a\n\n", "a\n"), (" a ", " a "),
        ])
    func file(written: String, read: String) throws {
        try directory.write(written, to: "keys/token")
        #expect(try secrets.read(.file("keys/token")).bytes == Array(read.utf8))
        #expect(try secrets.read(.file(directory.file("keys/token"))).bytes == Array(read.utf8))
    }

    @Test("a rotated file is seen at the next use")
    func rotated() throws {
        let secrets = secrets
        try directory.write("one", to: "token")
        #expect(try secrets.text(.file("token")) == "one")
        try directory.write("two", to: "token")
        #expect(try secrets.text(.file("token")) == "two")
    }

    @Test(
        "what is missing, empty, of another kind or too large is a permanent problem that names the reference alone",
        arguments: [
            (Secret.environment("MISSING"), "env:MISSING is missing"), (.environment("EMPTY"), "env:EMPTY is empty"),
            (.file("missing"), "file:missing cannot be read: No such file or directory"), (.file("empty"), "is empty"),
            (.file("folder"), "is no regular file"), (.file("pipe"), "is no regular file"),
            (.file("large"), "is larger than 65536 bytes"),
        ])
    func refused(secret: Secret, sentence: String) throws {
        try directory.write("\n", to: "empty")
        try directory.write(String(repeating: "s3cret", count: 11_000), to: "large")
        try directory.write("", to: "folder/file")
        mkfifo(directory.file("pipe"), 0o600)
        let problem = #expect(throws: Problem.self) { try secrets.read(secret) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains(sentence) == true, "\(problem?.summary ?? "")")
        #expect(problem?.description.contains("s3cret") == false)
    }

    @Test("64 KiB and a line break are allowed")
    func largest() throws {
        try directory.write(String(repeating: "x", count: 65_536) + "\r\n", to: "largest")
        #expect(try secrets.read(.file("largest")).bytes.count == 65_536)
    }

    @Test("text of several lines, or no text at all, is not for a header", arguments: ["a\nb", "a\u{0}b", "\u{7F}"])
    func noText(written: String) throws {
        try directory.write(written, to: "token")
        let problem = #expect(throws: Problem.self) { try secrets.text(.file("token")) }
        #expect(problem?.summary == "The secret file:token is not text of one line.")
    }

    @Test("a value shows nothing of itself")
    func hidden() {
        let value = SecretValue("s3cret")
        var dumped = ""
        dump(value, to: &dumped)
        #expect("\(value) \(String(reflecting: value)) \(dumped)".contains("s3cret") == false)
        #expect(SecretValue([0xFF]).text == nil)
    }
}
