import CGit2
import Foundation
import Promotion
import SSHTransport

extension Remote {
    /// Newest commits behind tags that the mirror keeps refs to, so that the next fetch says what is here already.
    private static let anchors = 32

    /// The server's tags, peeled to commits; those of trees and blobs are left out.
    func tags(_ call: Call) throws -> [GitTag] {
        let repository = try soundMirror(call).repository
        let refs = try repository.fetch(limit: settings.limits.fetchBytes) {
            try self.fetchChannel(call)
        } wanted: { refs in
            refs.keys.filter { $0.hasPrefix("refs/tags/") && !$0.hasSuffix("^{}") }
        }
        var tags: [GitTag] = []
        for (ref, id) in refs where ref.hasPrefix("refs/tags/") && !ref.hasSuffix("^{}") {
            if knownTags[id] == nil { knownTags[id] = try repository.tag(id) }
            guard var tag = knownTags[id] else { continue }
            tag.name = String(ref.dropFirst("refs/tags/".count))
            tags.append(tag)
        }
        try anchor(tags, in: repository)
        return tags.sorted { $0.name < $1.name }
    }

    /// The head of a branch as a source sees it.
    func head(of branch: String, _ call: Call) throws -> GitTag? {
        guard let tip = try tip(of: branch, call) else { return nil }
        var head = try mirror().repository.tag(tip)
        head?.name = branch
        return head
    }

    private func anchor(_ tags: [GitTag], in repository: Repository) throws {
        let newest = tags.sorted { ($0.created ?? .distantPast, $0.name) > ($1.created ?? .distantPast, $1.name) }
        for (place, tag) in newest.prefix(Self.anchors).reversed().enumerated() {
            guard let id = ObjectID(tag.commit) else { continue }
            let ref = "refs/sluice/tagged/\(place)"
            if try repository.target(of: ref) != id { try repository.set(ref, to: id) }
        }
    }
}

extension Repository {
    /// What a tag or a commit says of itself, without a name; nil where it leads to no commit.
    ///
    /// The time is the tagger's, of the outermost annotated tag that has one, else the commit's.
    func tag(_ id: ObjectID) throws -> GitTag? {
        var oid = id.oid
        var object: OpaquePointer?
        try check(git_object_lookup(&object, pointer, &oid, GIT_OBJECT_ANY))
        defer { git_object_free(object) }
        var tagged: Date?
        if git_object_type(object) == GIT_OBJECT_TAG, let tagger = git_tag_tagger(object) {
            tagged = Date(timeIntervalSince1970: TimeInterval(tagger.pointee.when.time))
        }
        var peeled: OpaquePointer?
        guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0, let peeled else { return nil }
        defer { git_object_free(peeled) }
        let record = try record(of: ObjectID(git_object_id(peeled).pointee))
        return GitTag(name: "", commit: record.id.commit, created: tagged ?? record.committedAt, author: record.author)
    }
}
