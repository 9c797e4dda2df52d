/// One request to a host's API.
struct HostCall: Sendable {
    var method: String
    /// Steps below the API's address; each is encoded by itself, slashes within it too.
    var path: [String]
    var query: [(name: String, value: String)]
    var body: JSONBody?
    /// What is being done, as the beginning of a sentence: `opening a merge request`.
    var purpose: String
    /// Statuses outside 2xx that are answers, too.
    var expected: Set<Int> = []
    /// Changes nothing, though its method may: a question to GraphQL.
    var isQuery = false

    init(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: JSONBody? = nil, for purpose: String,
        expecting expected: Set<Int> = []
    ) {
        self.method = method
        self.path = path
        self.query = query.map { (name: $0.0, value: $0.1) }
        self.body = body
        self.purpose = purpose
        self.expected = expected
    }

    var isRead: Bool { method == "GET" || isQuery }

    /// Path and query below the API's address, encoded (RFC 3986: everything but unreserved characters).
    var target: String {
        path.map { "/" + percentEncoded($0) }.joined() + (query.isEmpty ? "" : "?" + arguments)
    }

    /// The query alone, encoded.
    var arguments: String {
        query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }
}

/// `text` with everything encoded but letters, digits and `-._~`, and what `kept` holds.
func percentEncoded(_ text: String, keeping kept: String = "") -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
            result.unicodeScalars.append(Unicode.Scalar(byte))
        case _ where kept.utf8.contains(byte):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
    }
    return result
}
