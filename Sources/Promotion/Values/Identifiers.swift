import Crypto
import Foundation

/// A stage's name: one environment in one pipeline. Printed as `pipeline/environment`.
package struct StageID: Sendable, Hashable, Codable, CustomStringConvertible, Comparable {
    package let pipeline: String
    package let environment: String

    package init(pipeline: String, environment: String) {
        self.pipeline = pipeline
        self.environment = environment
    }

    package var description: String { "\(pipeline)/\(environment)" }

    package static func < (a: StageID, b: StageID) -> Bool {
        (a.pipeline, a.environment) < (b.pipeline, b.environment)
    }
}

/// A release's identity: the hash of its pipeline and of every artifact's source, repository, tag and digest.
package struct ReleaseID: Sendable, Hashable, Codable, CustomStringConvertible {
    package let hex: String

    package init(hex: String) { self.hex = hex }

    package init(pipeline: String, artifacts: [Artifact]) {
        let sorted = artifacts.sorted { $0.source < $1.source }
        hex = stableHash(
            ["release", pipeline] + sorted.flatMap { [$0.source, $0.repository, $0.tag, $0.digest ?? ""] })
    }

    package var description: String { hex }

    /// What people see and may type: the first twelve digits.
    package var short: String { String(hex.prefix(12)) }

    package init(from decoder: any Decoder) throws { hex = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// A promotion's identity: the hash of its stage, its release and the stage's previous promotion.
///
/// The same release promoted again after another one is another promotion; a promotion planned again after a crash is
/// the same one. That is what makes "at most one commit a promotion" checkable in Git alone.
package struct PromotionID: Sendable, Hashable, Codable, CustomStringConvertible {
    package let hex: String

    package init(hex: String) { self.hex = hex }

    package init(stage: StageID, release: ReleaseID, previous: PromotionID?) {
        hex = stableHash(["promotion", stage.pipeline, stage.environment, release.hex, previous?.hex ?? ""])
    }

    package var description: String { hex }
    package var short: String { String(hex.prefix(12)) }

    package init(from decoder: any Decoder) throws { hex = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// SHA-256 over the parts, each preceded by its length so that no two lists of parts share an encoding; 40 hex digits.
package func stableHash(_ parts: [String]) -> String {
    var hasher = SHA256()
    for part in parts {
        let bytes = Array(part.utf8)
        withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hasher.update(bufferPointer: $0) }
        hasher.update(data: bytes)
    }
    return hexadecimal(hasher.finalize().prefix(20))
}
