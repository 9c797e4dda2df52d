import Foundation
package import Promotion

/// A registry client, and the registry behind it.
package protocol ImageRegistryFixture: Sendable {
    var registry: any ImageRegistry { get }
    /// A repository that exists and has no tags yet, unless the registry cannot hold such a one; and one that is missing.
    var repository: ImageRepository { get }
    var missing: ImageRepository { get }
    /// Pushes an image under a tag, new or moved, with these details; two pushes have different digests. Answers the digest.
    func push(_ tag: String, details: ImageDetails) async throws -> String
    func delete(_ tag: String) async throws
    /// The registry fails for now from here on, or works again.
    func setDown(_ isDown: Bool) async throws
}

/// The contract of `ImageRegistry`, clause by clause. Each check gets a new fixture.
package enum ImageRegistryConformance {
    /// Throws the first clause that is not kept.
    package static func check(_ makeFixture: () async throws -> any ImageRegistryFixture) async throws {
        for clause in [tagsAreListed, digestsAreResolved, detailsAreRead, missingIsPermanent, failuresAreTransient] {
            try await clause(try await makeFixture())
        }
    }

    private static let details = ImageDetails(
        created: Date(timeIntervalSince1970: 1_795_521_600), revision: "0123abc", origin: "https://git.example.com/web",
        author: "Ann <ann@example.com>")

    private static func tagsAreListed(_ fixture: any ImageRegistryFixture) async throws {
        let wanted = ["1.0.0", "1.10.0", "1.2.0", "latest"]
        for tag in wanted { _ = try await fixture.push(tag, details: details) }
        let tags = try await fixture.registry.tags(of: fixture.repository)
        try require(tags.sorted(), is: wanted, "Every tag is listed, once")
        try require(
            try await fixture.registry.tags(of: fixture.repository), is: tags, "The order is the registry's, and stays")
        _ = try await fixture.push("1.0.0", details: details)
        try require(
            try await fixture.registry.tags(of: fixture.repository).sorted(), is: wanted,
            "A tag that moved is listed once")
    }

    private static func digestsAreResolved(_ fixture: any ImageRegistryFixture) async throws {
        let first = try await fixture.push("1.0.0", details: details)
        try require(
            try await fixture.registry.digest(of: "1.0.0", in: fixture.repository), is: first,
            "A tag's digest is the image's")
        let second = try await fixture.push("1.0.0", details: ImageDetails(revision: "another"))
        try require(first != second, "Two images have two digests", seen: first)
        try require(
            try await fixture.registry.digest(of: "1.0.0", in: fixture.repository), is: second,
            "A digest is asked for anew: a tag that moved names the new image")
        try require(
            try await fixture.registry.digest(of: "9.9.9", in: fixture.repository), is: nil,
            "A tag that is missing is nil")
        _ = try await fixture.push("2.0.0", details: ImageDetails(revision: "third"))
        try await fixture.delete("2.0.0")
        try require(
            try await fixture.registry.digest(of: "2.0.0", in: fixture.repository), is: nil,
            "A tag that was deleted is nil")
    }

    private static func detailsAreRead(_ fixture: any ImageRegistryFixture) async throws {
        let digest = try await fixture.push("1.0.0", details: details)
        for _ in 0..<2 {
            try require(
                try await fixture.registry.details(of: digest, in: fixture.repository), is: details,
                "An image's details are what it says of itself, however often they are asked for")
        }
    }

    private static func missingIsPermanent(_ fixture: any ImageRegistryFixture) async throws {
        do {
            let tags = try await fixture.registry.tags(of: fixture.missing)
            throw ConformanceFailure("A repository that does not exist is no empty list", seen: "\(tags)")
        } catch let problem as Problem {
            try require(
                !problem.isTransient, "A repository that does not exist is a permanent problem", seen: "\(problem)")
        }
    }

    private static func failuresAreTransient(_ fixture: any ImageRegistryFixture) async throws {
        let digest = try await fixture.push("1.0.0", details: details)
        try await fixture.setDown(true)
        do {
            let tags = try await fixture.registry.tags(of: fixture.repository)
            throw ConformanceFailure("A list that cannot be read to its end throws", seen: "\(tags)")
        } catch let problem as Problem {
            try require(problem.isTransient, "A registry that is down is worth trying again", seen: "\(problem)")
        }
        try await fixture.setDown(false)
        try require(
            try await fixture.registry.digest(of: "1.0.0", in: fixture.repository), is: digest,
            "After a failure the registry is read as before")
    }
}
