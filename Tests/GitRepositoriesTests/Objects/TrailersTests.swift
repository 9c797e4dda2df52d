import Promotion
import Testing

@testable import GitRepositories

@Suite("Trailers")
struct TrailersTests {
    @Test(
        "The last paragraph, where it is made of trailers",
        arguments: [
            ("Subject\n\nA: 1\nB-c: two words \n", ["A=1", "B-c=two words"]),
            ("Subject\n\nbody\n\nA: 1\n  and more\nA: 2\n\n\n", ["A=1 and more", "A=2"]),
            ("Subject\r\n\r\nA: 1\r\n", ["A=1"]),
            ("Subject: not a trailer\n", []),
            ("Subject\n\nA: 1\nnot a trailer\n", []),
            ("Subject\n\nSee https://example.com/x\n", []),
            ("Subject\n\nA: 1\n\nbody\n", []),
            ("", []), ("\n\n", []), (": x", []), ("S\n\n: x", []), ("S\n\nA:", ["A="]),
        ])
    func parsed(message: String, expected: [String]) {
        #expect(Trailers.parse(message).map { "\($0.key)=\($0.value)" } == expected)
    }
}
