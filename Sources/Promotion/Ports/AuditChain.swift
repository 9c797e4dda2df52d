import Crypto
import Foundation

/// How the audit log's records hang together: each hash covers the record and the hash before it.
///
/// `hash = SHA-256(previous hash as 64 hex digits + canonical JSON)`, so that anyone can check a line of the log with
/// `printf %s%s "$previous" "$record" | sha256sum`.
package enum AuditChain {
    /// The end of an empty log.
    package static let start = AuditHead(sequence: 0, hash: String(repeating: "0", count: 64))

    /// The hash of a record with this canonical JSON, after `previous`.
    package static func hash(previous: String, json: String) -> String {
        var hasher = SHA256()
        hasher.update(data: Array(previous.utf8))
        hasher.update(data: Array(json.utf8))
        return hexadecimal(hasher.finalize())
    }

    /// The record as JSON in one form only, RFC 8785's: keys sorted, no spaces, the shortest escapes, no key for what
    /// is nil; the time is a `Timestamp`.
    package static func canonicalJSON(_ record: AuditRecord) -> String {
        let fields: [(key: String, value: String?)] = [
            ("action", record.action), ("actor", record.actor), ("at", Timestamp(record.at).description),
            ("commit", record.commit?.hex), ("environment", record.environment), ("message", record.message),
            ("pipeline", record.pipeline), ("promotion", record.promotion?.hex), ("release", record.release?.hex),
        ]
        let members = fields.compactMap { key, value in value.map { "\"\(key)\":\(quoted($0))" } }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// Reads what `canonicalJSON` writes; throws `DecodingError`.
    package static func record(json: String) throws -> AuditRecord {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let timestamp = Timestamp(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "This is no canonical time.")
            }
            return timestamp.date
        }
        return try decoder.decode(AuditRecord.self, from: Data(json.utf8))
    }

    /// RFC 8785, 3.2.2.2: two-character escapes where JSON has them, `\u00xx` for other control characters, nothing else.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{08}": result += "\\b"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\u{0C}": result += "\\f"
            case "\r": result += "\\r"
            case "\u{00}"..."\u{1F}": result += "\\u00" + hexadecimal([UInt8(scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
