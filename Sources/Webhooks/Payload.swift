import Foundation
import Promotion

/// What stands at one place of a body's JSON. Whatever is missing or of another type is nil or empty: a sender may add,
/// leave out and null what it likes.
///
/// Stays within the function that reads it.
struct Payload {
    /// Objects and arrays inside one another.
    static let depth = 64
    /// Elements of one list that are looked at.
    static let elements = 200

    private let value: Any?

    private init(value: Any?) { self.value = value }

    /// Throws a permanent problem where the bytes are not UTF-8, not JSON, or nested deeper than `depth`.
    init(_ bytes: [UInt8]) throws(Problem) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .permanent("The body is not UTF-8.") }
        guard Self.nesting(of: bytes) <= Self.depth else {
            throw .permanent("The body's JSON is nested deeper than \(Self.depth) levels.")
        }
        do {
            value = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        } catch {
            throw .permanent("The body is not JSON.")
        }
    }

    subscript(_ key: String) -> Payload { Payload(value: (value as? [String: Any])?[key]) }

    /// A text that is not empty, of at most 4096 bytes.
    var text: String? {
        guard let text = value as? String, !text.isEmpty, text.utf8.count <= 4096 else { return nil }
        return text
    }

    var number: Int? { value as? Int }
    var flag: Bool? { value as? Bool }
    var isMissing: Bool { value == nil || value is NSNull }

    var list: [Payload] { ((value as? [Any]) ?? []).prefix(Self.elements).map(Payload.init(value:)) }

    /// How deep brackets stand in one another, those in strings left out.
    private static func nesting(of bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
