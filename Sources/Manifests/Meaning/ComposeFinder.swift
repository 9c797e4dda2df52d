/// The image of a service in a Compose file, by the service's name.
///
/// An image that Compose completes from its environment (`${TAG}`, `${TAG:-1.2}`, `$TAG`) is refused: what is deployed
/// is decided elsewhere.
package struct ComposeFinder: UseFinder {
    package let service: String
    package let parts: ImageParts
    package let limits: YAMLLimits

    package init(service: String, writing parts: ImageParts = .asWritten, limits: YAMLLimits = .manifest) {
        self.service = service
        self.parts = parts
        self.limits = limits
    }

    package func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [ImageUse] {
        guard let path = Selector([.key("services"), .key(service), .key("image")]) else {
            throw ManifestError(.unreachable, file: file)
        }
        let place = Place(selector: path)
        let found = try YAMLEditor(limits: limits).read([place], in: bytes, file: file)[0]
        func refusal(_ problem: ManifestProblem) -> ManifestError {
            ManifestError(problem, file: file, at: found.position, place: place)
        }
        if found.value.contains("$") { throw refusal(.variable(found.value)) }
        guard let reference = ImageReference(found.value) else { throw refusal(.notAnImage(found.value)) }
        return [ImageUse(place: place, part: parts.part(of: reference), found: found)]
    }
}
