import Crypto
import Foundation

/// A tiny image: an index or a manifest, its configuration, and nothing else.
package struct TestImage: Sendable {
    package struct Blob: Sendable {
        package let mediaType: String
        package let bytes: [UInt8]

        package init(_ mediaType: String, _ bytes: [UInt8]) {
            self.mediaType = mediaType
            self.bytes = bytes
        }

        package var digest: String { testDigest(bytes) }

        /// As a descriptor of the OCI image specification.
        var descriptor: [String: Any] { ["mediaType": mediaType, "digest": digest, "size": bytes.count] }
    }

    /// What a tag names.
    package let top: Blob
    /// The manifests of an index.
    package let children: [Blob]
    package let configurations: [Blob]

    package var digest: String { top.digest }

    package static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    package static let indexType = "application/vnd.oci.image.index.v1+json"
    package static let configurationType = "application/vnd.oci.image.config.v1+json"

    /// A manifest with the annotations, and a configuration with the time and the labels.
    package init(created: String? = nil, labels: [String: String] = [:], annotations: [String: String] = [:]) {
        var configuration: [String: Any] = [
            "architecture": "amd64", "os": "linux", "rootfs": ["type": "layers", "diff_ids": [String]()],
            "config": ["Labels": labels],
        ]
        configuration["created"] = created
        let blob = Blob(Self.configurationType, json(configuration))
        var manifest: [String: Any] = [
            "schemaVersion": 2, "mediaType": Self.manifestType, "config": blob.descriptor, "layers": [[String: Any]](),
        ]
        if !annotations.isEmpty { manifest["annotations"] = annotations }
        top = Blob(Self.manifestType, json(manifest))
        children = []
        configurations = [blob]
    }

    /// An index of `images`.
    package init(index images: [TestImage], annotations: [String: String] = [:]) {
        var index: [String: Any] = [
            "schemaVersion": 2, "mediaType": Self.indexType, "manifests": images.map(\.top.descriptor),
        ]
        if !annotations.isEmpty { index["annotations"] = annotations }
        top = Blob(Self.indexType, json(index))
        children = images.flatMap { $0.children + [$0.top] }
        configurations = images.flatMap(\.configurations)
    }
}

/// `sha256:…` of `bytes`.
package func testDigest(_ bytes: [UInt8]) -> String {
    "sha256:" + SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
}

private func json(_ object: [String: Any]) -> [UInt8] {
    (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])).map(Array.init) ?? []
}
