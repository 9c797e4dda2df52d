import Foundation

/// What Sluice reads of an image manifest or an index (OCI image specification 1.1, and Docker's forms of both).
struct ManifestDocument: Decodable {
    struct Descriptor: Decodable {
        struct Platform: Decodable {
            var os: String?
        }

        var mediaType: String?
        var digest: String
        var size: Int?
        var annotations: [String: String]?
        var platform: Platform?

        /// Build attestations ride along in an index; they are no images.
        var isAttestation: Bool {
            annotations?["vnd.docker.reference.type"] != nil || platform?.os == "unknown"
        }
    }

    var schemaVersion: Int
    var mediaType: String?
    var config: Descriptor?
    var manifests: [Descriptor]?
    var annotations: [String: String]?

    /// Nil unless `body` is JSON of this form.
    init?(_ body: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Self.self, from: Data(body)) else { return nil }
        self = document
    }
}

/// What Sluice reads of an image's configuration.
struct ImageConfiguration: Decodable {
    struct Runtime: Decodable {
        var labels: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case labels = "Labels"
        }
    }

    var created: String?
    var config: Runtime?

    init?(_ body: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Self.self, from: Data(body)) else { return nil }
        self = document
    }
}
