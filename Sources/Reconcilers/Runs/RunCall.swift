import Foundation

/// One request to the API of a server that runs pipelines.
struct RunCall: Sendable {
    var method = "GET"
    /// Steps below the API's address; each is encoded by itself.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// Whether the answer may lie on another host, where the token does not go.
    var mayLieElsewhere = false
    /// What is being done, as the beginning of a sentence: `reading pipeline 12`.
    var purpose: String

    init(_ path: [String], query: [(String, String?)] = [], for purpose: String) {
        self.path = path
        self.query = query.compactMap { name, value in value.map { (name: name, value: $0) } }
        self.purpose = purpose
    }

    /// A request that changes something.
    static func post(_ path: [String], _ body: some Encodable, for purpose: String) -> RunCall {
        var call = RunCall(path, for: purpose)
        call.method = "POST"
        // Texts and numbers only, which always become JSON.
        call.body = (try? JSONEncoder().encode(body)).map(Array.init)
        return call
    }

    /// A request that changes something, and says no more than where.
    static func post(_ path: [String], for purpose: String) -> RunCall {
        var call = RunCall(path, for: purpose)
        call.method = "POST"
        return call
    }

    var target: String {
        let arguments = query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return path.map { "/" + Self.encoded($0) }.joined() + (arguments.isEmpty ? "" : "?" + arguments)
    }

    /// Everything but unreserved characters is encoded (RFC 3986, 2.3).
    private static func encoded(_ text: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
