import HTTPTransport
import Promotion

/// Finds the digest that a tag names, without pulling: HEAD, which registries do not count.
struct DigestResolver {
    private let registry: Registry
    private let repository: ImageRepository

    init(_ registry: Registry, _ repository: ImageRepository) {
        self.registry = registry
        self.repository = repository
    }

    /// Nil where the registry has no such tag.
    func resolve(_ tag: String) async throws(Problem) -> String? {
        let purpose = "resolving the tag \(tag)"
        let place = Place(repository, purpose)
        guard Self.isTag(tag) else {
            throw .permanent(
                "\(repository): `\(tag.prefix(128))` is no tag: at most 128 letters, digits and _ . -, not beginning with . or -"
            )
        }
        var request = registry.request("HEAD", "manifests/\(tag)", of: repository)
        request.headers["Accept"] = MediaType.accepted
        request.redirects = .sameOrigin(limit: 3)
        let head = try await registry.send(request, for: repository, purpose)
        if head.status == 404 { return nil }
        if let announced = head.headers["Docker-Content-Digest"] {
            guard let digest = Digest(announced) else {
                throw place.invalid("its Docker-Content-Digest is no digest")
            }
            return digest.description
        }
        request.method = "GET"
        let response = try await registry.send(request, for: repository, purpose)
        if response.status == 404 { return nil }
        if let announced = response.headers["Docker-Content-Digest"].flatMap(Digest.init),
            !announced.matches(response.body)
        {
            throw place.invalid("the manifest is not what its Docker-Content-Digest \(announced) names")
        }
        guard ManifestDocument(response.body) != nil else { throw place.unreadable(response) }
        return Digest(of: response.body).description
    }

    /// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (distribution specification, pulling manifests).
    private static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return first != UInt8(ascii: ".") && first != UInt8(ascii: "-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
