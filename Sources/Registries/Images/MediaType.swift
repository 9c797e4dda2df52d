/// The media types of manifests, indexes and configurations that Sluice reads.
enum MediaType {
    static let indexes: Set = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ]

    static let manifests: Set = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]

    static let configurations: Set = [
        "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json",
    ]

    /// What a request for a manifest accepts: a registry converts to, or refuses, what is not named.
    static let accepted = (indexes.sorted() + manifests.sorted()).joined(separator: ", ")
}
