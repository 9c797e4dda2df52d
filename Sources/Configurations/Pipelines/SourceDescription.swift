import Foundation
import Manifests
import Promotion
import Versions

/// A source as it was written.
struct SourceDraft: Sendable {
    var origin: Source.Origin
    var policy: VersionPolicy
    var interval: TimeInterval?
    var changelog: Located<RemoteURL>?

    func source(named name: String, interval: TimeInterval) -> Source {
        Source(
            name: name, origin: origin, policy: policy, interval: self.interval ?? interval,
            changelog: changelog?.value)
    }
}

/// The description of a source.
let source: Value<SourceDraft> = mapping(
    "a source",
    optional("image", imageRepository, "A repository of container images, without tag or digest."),
    optional("git", gitOrigin, "An application's Git repository."),
    optional("policy", policy, "Which version is wanted. Needed for images and tags; a branch has none but its head."),
    optional(
        "interval", duration(1...604_800), "How often it is looked at; the interval of sluice.yaml where it is missing."
    ),
    optional(
        "changelog", remoteURL.located,
        "The application's Git repository, for the changes that merge requests list. Where it is missing, images name it by the label `org.opencontainers.image.source`."
    ),
    later: [
        Later(name: "chart", brings: "Helm charts as sources"), Later(name: "helm", brings: "Helm charts as sources"),
    ],
    rules: [.exactlyOne(["image", "git"])]
) { (image: $0, git: $1, policy: $2, interval: $3, changelog: $4) }
.map { draft, node, decoding in
    // Without an origin the rule above has refused the source.
    guard let origin = draft.image.map(Source.Origin.image) ?? draft.git else { return nil }
    guard var policy = policy(draft.policy, for: origin) else {
        // Where there is one, what is wrong with it was noted.
        if node["policy"] == nil {
            decoding.refuse(
                node, "the key `policy` is missing; write one such as { semver: \">=1.0.0\" } or newestBuild")
        }
        return nil
    }
    if case .gitBranch = origin, let superfluous = node["policy"] {
        decoding.refuse(superfluous, "a branch has one version, its head, so that no policy is possible; remove it")
    }
    if case .image = origin { policy.grammar = .oci } else { policy.grammar = .git }
    if case .digest(let tag) = policy.rule, let fault = policy.grammar.fault(in: tag),
        let digest = node["policy"]?["digest"]
    {
        decoding.refuse(digest, "\(quoted(tag)) is not a tag: \(fault)")
    }
    if draft.image == nil, let superfluous = node["changelog"] {
        decoding.refuse(superfluous, "a Git source's changes are those of its own repository; remove it")
    }
    return SourceDraft(origin: origin, policy: policy, interval: draft.interval, changelog: draft.changelog)
}

/// A branch is watched like a tag that moves: one name, whose commit is the version.
private func policy(_ written: VersionPolicy?, for origin: Source.Origin) -> VersionPolicy? {
    if case .gitBranch(_, let branch) = origin { return VersionPolicy(rule: .digest(tag: branch)) }
    return written
}

private let gitOrigin: Value<Source.Origin> = mapping(
    "a Git source",
    required("repository", remoteURL, "The application's repository."),
    optional("tags", boolean, "`true`: its tags are the versions."),
    optional("branch", branchName, "The branch whose head is the version; `${source.digest}` is its commit."),
    rules: [.exactlyOne(["tags", "branch"])]
) { (repository: $0, tags: $1, branch: $2) }
.map { draft, node, decoding in
    if draft.tags == false, let tags = node["tags"] {
        decoding.refuse(tags, "`tags` can only be true; remove it, and name a branch instead")
    }
    return draft.branch.map { .gitBranch(draft.repository, branch: $0) } ?? .gitTags(draft.repository)
}
