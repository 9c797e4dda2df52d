import Foundation

/// One request to Argo CD's API.
struct ArgoCDCall: Sendable {
    var method = "GET"
    /// Steps below `/api/v1`; each is encoded by itself.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// What is being done, as the beginning of a sentence: `reading application shop`.
    var purpose: String

    init(_ path: [String], query: [(String, String?)] = [], for purpose: String) {
        self.path = path
        self.query = query.compactMap { name, value in value.map { (name: name, value: $0) } }
        self.purpose = purpose
    }

    var target: String {
        let arguments = query.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
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

/// `POST /api/v1/applications/{name}/sync` (`applicationApplicationSyncRequest`).
struct SyncBody: Encodable, Sendable {
    struct Info: Encodable, Sendable {
        var name: String
        var value: String
    }

    var name: String
    var appNamespace: String?
    var project: String?
    /// Nil leaves it to the application's own target, all that one which syncs by itself lets pass.
    var revision: String?
    var revisions: [String]?
    /// Counted from one; as text, as protobuf's JSON has 64-bit numbers.
    var sourcePositions: [String]?
    var prune: Bool
    /// Stays with the operation, so that ours is found again.
    var infos: [Info]

    /// Nil for JSON that cannot be made, which no text of ours comes to.
    var bytes: [UInt8]? { (try? JSONEncoder().encode(self)).map(Array.init) }
}

/// What is said of a request that was refused (`runtimeError`).
struct ArgoCDRefusal: Decodable, Sendable {
    /// The codes of gRPC that matter here.
    enum Code: Int, Sendable {
        case notFound = 5
        case permissionDenied = 7
        case failedPrecondition = 9
        case aborted = 10
    }

    var error: String?
    var message: String?
    var code: Int?
}
