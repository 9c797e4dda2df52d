import Foundation

/// A request as the test's server received it.
package struct TestRequest: Sendable {
    package let method: String
    /// Path and query as sent.
    package let target: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The query's decoded parameters; of a name that occurs twice, the last.
    package var query: [String: String] {
        let items = URLComponents(string: target)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first value of the header `name`, whatever its case.
    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Reads one request; nil at the end of the connection or of sense.
    static func read(from socket: Socket) -> TestRequest? {
        guard let line = socket.readLine() else { return nil }
        let words = line.split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [(name: String, value: String)] = []
        while let field = socket.readLine(), !field.isEmpty {
            let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            headers.append((String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard let body = socket.read(length) else { return nil }
        return TestRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
    }
}
