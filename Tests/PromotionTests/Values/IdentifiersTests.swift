import Foundation
import Promotion
import Testing

@Suite("Identities")
struct IdentifiersTests {
    @Test("No two lists of parts share a hash, however their letters are divided")
    func injective() {
        let lists: [[String]] = [
            [], [""], ["", ""], ["a"], ["", "a"], ["a", ""], ["ab"], ["a", "b"], ["b", "a"], ["a", "b", ""], ["\u{0}"],
            ["a\u{0}b"], ["é"], ["e\u{301}"], ["\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}a"],
        ]
        #expect(Set(lists.map(stableHash)).count == lists.count)
        for list in lists { #expect(stableHash(list).count == 40) }
    }

    @Test("The hash is the same in every version: commits in Git carry it")
    func stable() {
        // printf '\0\0\0\0\0\0\0\1a\0\0\0\0\0\0\0\2bc' | sha256sum
        #expect(stableHash(["a", "bc"]) == "3fafa1cf2f19a7c1129beb20cf0983f73a489a22")
    }

    private func artifact(
        _ source: String = "api", tag: String = "1.0", digest: String? = "sha256:a", repository: String = "r"
    ) -> Artifact {
        Artifact(source: source, repository: repository, tag: tag, digest: digest, firstSeen: .distantPast)
    }

    @Test("A release is its pipeline and its artifacts' source, repository, tag and digest, in whatever order")
    func release() {
        let base = ReleaseID(pipeline: "p", artifacts: [artifact(), artifact("web")])
        #expect(base == ReleaseID(pipeline: "p", artifacts: [artifact("web"), artifact()]))
        var later = artifact()
        later.firstSeen = .distantFuture
        later.revision = "abc"
        #expect(base == ReleaseID(pipeline: "p", artifacts: [later, artifact("web")]))
        let others = [
            ReleaseID(pipeline: "q", artifacts: [artifact(), artifact("web")]),
            ReleaseID(pipeline: "p", artifacts: [artifact()]),
            ReleaseID(pipeline: "p", artifacts: [artifact(tag: "1.1"), artifact("web")]),
            ReleaseID(pipeline: "p", artifacts: [artifact(digest: "sha256:b"), artifact("web")]),
            ReleaseID(pipeline: "p", artifacts: [artifact(digest: nil), artifact("web")]),
            ReleaseID(pipeline: "p", artifacts: [artifact(repository: "s"), artifact("web")]),
        ]
        #expect(Set(others + [base]).count == 7)
    }
}
