import Testing

@testable import HTTPTransport

@Suite("Answer collector")
struct AnswerCollectorTests {
    private func collect(_ lines: [String], limit: Int = 100) -> AnswerCollector {
        var collector = AnswerCollector()
        collector.maximumBody = limit
        for line in lines {
            let bytes = Array((line + "\r\n").utf8)
            _ = bytes.withUnsafeBytes { collector.appendHeader($0) }
        }
        return collector
    }

    @Test("keeps the fields of the last answer only, without blanks around their values")
    func interim() {
        let collector = collect(["HTTP/1.1 103 Early Hints", "Link: a", "", "HTTP/2 200", "Date:  now \t", "X:", ""])
        #expect(collector.headers.fields.map(\.name) == ["Date", "X"])
        #expect(collector.headers["date"] == "now")
        #expect(collector.headers["x"]?.isEmpty == true)
        #expect(collector.hasWholeHead)
    }

    @Test("ignores trailers")
    func trailers() {
        #expect(collect(["HTTP/1.1 200 OK", "A: 1", "", "A: 2"]).headers.all("a") == ["1"])
    }

    @Test(
        "a head without its empty line is not whole",
        arguments: [["HTTP/1.1 200 OK"], ["HTTP/1.1 200 OK", "A: 1"], []])
    func unfinished(_ lines: [String]) {
        #expect(!collect(lines).hasWholeHead)
    }

    @Test("an absurd announced length reserves no more than the limit", arguments: ["-1", "9223372036854775807", "x"])
    func announced(_ length: String) {
        var collector = collect(["HTTP/1.1 200 OK", "Content-Length: \(length)", ""])
        let piece = [UInt8](repeating: 1, count: 100)
        #expect(piece.withUnsafeBytes { collector.appendBody($0) })
        #expect(!piece.withUnsafeBytes { collector.appendBody($0) })
        #expect(collector.passedLimit == .body)
    }
}
