/// One request to a cluster's API.
struct KubernetesCall: Sendable {
    var method = "GET"
    /// The parts of the path; each is encoded by itself.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    var contentType = "application/json"
    var accept = "application/json"
    /// What is being done, as the beginning of a sentence: `reading Deployment payments/api`.
    var purpose: String
    /// Whether the object may hold a secret, so that the server's words, which may repeat it, are not told.
    var isSecret = false
    /// Statuses outside 2xx that are answers, too.
    var expected: Set<Int> = []
    /// How long the server itself may take, beyond the deadline of a call.
    var patience: Duration = .zero

    var target: String {
        let query = query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return path.map { "/" + Self.encoded($0) }.joined() + (query.isEmpty ? "" : "?" + query)
    }

    /// Only what says which version of which object it is, where the server can leave the rest out.
    static func partial(_ kind: String) -> String {
        "application/json;as=\(kind);g=meta.k8s.io;v=v1,application/json"
    }

    /// RFC 3986: everything but unreserved characters; a name like `..` stays one part of a path.
    private static func encoded(_ text: String) -> String {
        if text == "." || text == ".." { return text.replacing(".", with: "%2E") }
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}

/// What the API answered: a success, or a status that the call expects.
struct KubernetesAnswer: Sendable {
    let status: Int
    let body: Unstructured
}
