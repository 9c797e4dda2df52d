import HTTPTransport
import Promotion

/// Reads what an image says of itself: index, manifest and configuration, each checked against its digest.
struct ImageInspector {
    /// An index may name indexes; deeper than this is nobody's build.
    private static let depth = 3

    private let registry: Registry
    private let repository: ImageRepository

    init(_ registry: Registry, _ repository: ImageRepository) {
        self.registry = registry
        self.repository = repository
    }

    func inspect(_ digest: String) async throws(Problem) -> ImageDetails {
        guard let digest = Digest(digest) else {
            throw .permanent("\(repository): `\(digest.prefix(140))` is no sha256 or sha512 digest.")
        }
        return try await details(of: digest, depth: Self.depth)
    }

    private func details(of digest: Digest, depth: Int) async throws(Problem) -> ImageDetails {
        let body = try await fetch("manifests", digest, "reading the manifest")
        guard let manifest = ManifestDocument(body) else {
            throw Place(repository, "reading the manifest \(digest)").invalid("it is no manifest")
        }
        let said = ImageDetails(annotations: manifest.annotations ?? [:])
        if let children = manifest.manifests { return try await said.filled(from: newest(children, of: digest, depth)) }
        return said.filled(from: try await configured(manifest))
    }

    /// The details of an index's newest child.
    private func newest(
        _ children: [ManifestDocument.Descriptor], of index: Digest, _ depth: Int
    ) async throws(Problem) -> ImageDetails {
        let images = children.filter { !$0.isAttestation }
        let place = Place(repository, "reading the index \(index)")
        guard depth > 1 else { throw place.invalid("indexes are nested deeper than \(Self.depth) levels") }
        guard images.count <= registry.limits.children else {
            throw place.invalid("it names more than \(registry.limits.children) images")
        }
        var newest = ImageDetails()
        for image in images {
            guard let digest = Digest(image.digest) else { throw place.invalid("it names a child by no digest") }
            let child = try await details(of: digest, depth: depth - 1)
            let isNewer = child.created.map { created in newest.created.map { created > $0 } ?? true } ?? false
            newest = isNewer ? child.filled(from: newest) : newest.filled(from: child)
        }
        return newest
    }

    private func configured(_ manifest: ManifestDocument) async throws(Problem) -> ImageDetails {
        // Other artifacts (charts, signatures) have configurations of their own kinds.
        guard let descriptor = manifest.config, let type = descriptor.mediaType, MediaType.configurations.contains(type)
        else { return ImageDetails() }
        let place = Place(repository, "reading the image's configuration")
        guard let digest = Digest(descriptor.digest) else { throw place.invalid("the manifest names it by no digest") }
        let body = try await fetch("blobs", digest, "reading the image's configuration")
        guard let configuration = ImageConfiguration(body) else { throw place.invalid("\(digest) is no configuration") }
        var details = ImageDetails(annotations: configuration.config?.labels ?? [:])
        // The build's own time; a label of the same name may be inherited from a base image.
        if let created = configuration.created.flatMap(InternetTime.parse) { details.created = created }
        return details
    }

    private func fetch(_ kind: String, _ digest: Digest, _ purpose: String) async throws(Problem) -> [UInt8] {
        var request = registry.request("GET", "\(kind)/\(digest)", of: repository)
        if kind == "manifests" { request.headers["Accept"] = MediaType.accepted }
        // Blobs are often kept elsewhere; what comes from there is checked by its digest.
        request.redirects = .anyOrigin(limit: 5)
        let response = try await registry.send(request, for: repository, purpose)
        let place = Place(repository, "\(purpose) \(digest)")
        guard response.status != 404 else { throw place.refusal(response, hasCredentials: false, registry.clock.now) }
        guard digest.matches(response.body) else {
            throw place.invalid("what the registry sent (\(response.body.count) bytes) has another digest")
        }
        return response.body
    }
}

extension ImageDetails {
    /// From annotations or labels of the OCI image specification.
    init(annotations: [String: String]) {
        let prefix = "org.opencontainers.image."
        func text(_ key: String) -> String? {
            annotations[prefix + key].flatMap { $0.isEmpty ? nil : String($0.prefix(1024)) }
        }
        self.init(
            created: text("created").flatMap(InternetTime.parse), revision: text("revision"), origin: text("source"),
            author: text("authors"))
    }

    /// These details, with what they lack from `other`.
    func filled(from other: ImageDetails) -> ImageDetails {
        ImageDetails(
            created: created ?? other.created, revision: revision ?? other.revision, origin: origin ?? other.origin,
            author: author ?? other.author)
    }
}
