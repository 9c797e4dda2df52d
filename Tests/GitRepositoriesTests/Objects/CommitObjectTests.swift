import Testing

@testable import GitRepositories

@Suite("Commits' bytes")
struct CommitObjectTests {
    private func commit(name: String = "Sluice", email: String = "s@example.com") throws -> CommitObject {
        let id = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        let person = Signature(name: name, email: email, seconds: 1_700_000_000)
        return CommitObject(tree: id, parents: [id, id], author: person, committer: person, message: "S\n\nA: 1\n")
    }

    @Test("Headers, an empty line, the message; a signature's lines are led by a space")
    func format() throws {
        let ones = String(repeating: "1", count: 40)
        let head = """
            tree \(ones)
            parent \(ones)
            parent \(ones)
            author Sluice <s@example.com> 1700000000 +0000
            committer Sluice <s@example.com> 1700000000 +0000

            """
        #expect(String(decoding: try commit().bytes, as: UTF8.self) == head + "\nS\n\nA: 1\n")
        let signed = try commit().bytes(signature: "-----BEGIN\nabc\n-----END\n")
        #expect(String(decoding: signed, as: UTF8.self) == head + "gpgsig -----BEGIN\n abc\n -----END\n\nS\n\nA: 1\n")
    }

    @Test("Nothing in a name can become a header", arguments: ["A\nparent 1", " <x> A ", "A\r\n\0"])
    func names(name: String) throws {
        let text = String(decoding: try commit(name: name, email: name).bytes, as: UTF8.self)
        #expect(text.split(separator: "\n").count == 7)
        #expect(text.filter { $0 == "<" }.count == 2 && text.filter { $0 == ">" }.count == 2)
    }
}
