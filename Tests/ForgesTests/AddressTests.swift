import Forges
import Foundation
import HTTPTransport
import Promotion
import Testing

@Suite("Addresses")
struct AddressTests {
    private static let commit = CommitID(hex: String(repeating: "a", count: 40))

    private func forge(_ kind: ForgeKind, _ url: String) throws -> any Forge {
        Forges.make(ForgeSettings(kind: kind, url: url) { .success("t") }, sender: try HTTPClient())
    }

    @Test(
        "of Git lead to the host's repository",
        arguments: [
            (ForgeKind.gitea, "ssh://git@git.example.com:2222/platform/prod.git", "platform/prod"),
            (.gitlab, "git@gitlab.example.com:group/sub/prod.git", "group/sub/prod"),
            (.github, "git@github.com:platform/prod.git", "platform/prod"), (.github, "git@github.com:a/b/c.git", nil),
            (.bitbucketCloud, "git@bitbucket.org:team/prod.git", "team/prod"),
            (.bitbucketDataCenter, "ssh://git@git.example.com:7999/pay/prod.git", "pay/prod"),
            (.bitbucketDataCenter, "ssh://git@git.example.com:7999/~alice/prod.git", "~alice/prod"),
            (.azureDevOps, "git@ssh.dev.azure.com:v3/example/platform/prod", "example/platform/prod"),
            (.azureDevOps, "ssh://git@tfs.example.com:22/collection/platform/_ssh/prod", "collection/platform/prod"),
            (.gitlab, "https://gitlab.example.com/group/sub/prod.git", "group/sub/prod"),
            (.bitbucketDataCenter, "https://git.example.com/scm/pay/prod.git", "pay/prod"),
            (.azureDevOps, "https://dev.azure.com/example/platform/_git/prod", "example/platform/prod"),
            (.azureDevOps, "ssh://tfs.example.com:22/collection/_git/prod", "collection/prod/prod"),
            (.azureDevOps, "git@ssh.dev.azure.com:platform/prod", nil), (.gitea, "git@git.example.com:prod.git", nil),
        ] as [(ForgeKind, String, String?)])
    func repositories(kind: ForgeKind, address: String, path: String?) throws {
        let forge = try forge(kind, "https://git.example.com")
        let remote = try RemoteURL(address)
        guard let path else {
            let problem = #expect(throws: Problem.self) { try forge.repository(of: remote) }
            #expect(problem?.kind == .permanent)
            return
        }
        #expect(try forge.repository(of: remote).path == path)
    }

    @Test(
        "are known as a host's by its name alone, so that no token goes astray",
        arguments: [
            (ForgeKind.github, "https://github.com", "git@github.com:team/app.git", "team/app"),
            (.github, "https://github.com", "ssh://git@ssh.github.com:443/team/app.git", "team/app"),
            (.github, "https://github.com", "https://github.com/team/app.git", "team/app"),
            (.gitlab, "https://gitlab.com", "ssh://git@altssh.gitlab.com:443/team/sub/app.git", "team/sub/app"),
            (.azureDevOps, "https://dev.azure.com", "git@ssh.dev.azure.com:v3/org/team/app", "org/team/app"),
            (.gitea, "https://git.example.com:3000", "https://git.example.com:3000/team/app.git", "team/app"),
            (.gitea, "https://git.example.com:3000", "https://git.example.com/team/app.git", nil),
            (.gitea, "https://git.example.com:3000", "ssh://git@git.example.com:2222/team/app.git", "team/app"),
            (.github, "https://github.com", "git@gitlab.com:team/app.git", nil),
            (.gitlab, "https://gitlab.example.com", "git@evil-gitlab.example.com:team/app.git", nil),
            (.github, "https://github.com", "git@github.com:a/b/c.git", nil),
        ] as [(ForgeKind, String, String, String?)])
    func recognized(kind: ForgeKind, url: String, address: String, path: String?) throws {
        #expect(try forge(kind, url).recognized(try RemoteURL(address))?.path == path)
    }

    @Test("of changes are those of the host that has them, whatever other hosts there are")
    func links() throws {
        let forges = try [forge(.gitlab, "https://gitlab.com"), forge(.github, "https://github.com")]
        let change = Change(commit: Self.commit, subject: "Mend", author: "Ann", at: .distantPast)
        for (address, page) in [
            ("git@github.com:team/app.git", "https://github.com/team/app/commit/"),
            ("git@gitlab.com:team/app.git", "https://gitlab.com/team/app/-/commit/"),
            ("git@elsewhere.com:a/b.git", nil),
        ] {
            for forges in [forges, forges.reversed()] {
                let log = ChangeLog(.forward, changes: [change]).linked(of: try RemoteURL(address), by: forges)
                #expect(log.changes.first?.address == page.map { $0 + Self.commit.hex })
            }
        }
    }

    @Test(
        "of an Azure DevOps Server lie below the path of its address",
        arguments: [
            "ssh://tfs.example.com:22/tfs/collection/platform/_git/prod",
            "ssh://tfs.example.com:22/collection/platform/_ssh/prod",
        ])
    func below(address: String) async throws {
        let sender = Recording()
        let settings = ForgeSettings(kind: .azureDevOps, url: "https://tfs.example.com/tfs/") { .success("t") }
        let forge = Forges.make(settings, sender: sender)
        let repository = try forge.repository(of: try RemoteURL(address))
        #expect(repository.path == "collection/platform/prod")
        #expect(
            forge.address(of: .mergeRequest(7), in: repository)
                == "https://tfs.example.com/tfs/collection/platform/_git/prod/pullrequest/7")
        let branches = MergeRequestBranches(repository: repository, base: "main", head: "x")
        await #expect(throws: Problem.self) { try await forge.find(branches) }
        let prefix = "https://tfs.example.com/tfs/collection/platform/_apis/git/repositories/prod/pullrequests?"
        #expect(sender.requests.first?.url.hasPrefix(prefix) == true)
    }

    @Test(
        "for people are those of the host's pages",
        arguments: [
            (ForgeKind.gitea, "https://g.example.com/git/", "https://g.example.com/git/a/b/src/commit/{}/x%20y/z.yaml"),
            (.gitlab, "https://g.example.com", "https://g.example.com/a/b/-/blob/{}/x%20y/z.yaml"),
            (.github, "https://github.com", "https://github.com/a/b/blob/{}/x%20y/z.yaml"),
            (.bitbucketCloud, "https://bitbucket.org", "https://bitbucket.org/a/b/src/{}/x%20y/z.yaml"),
            (
                .bitbucketDataCenter, "https://g.example.com",
                "https://g.example.com/projects/a/repos/b/browse/x%20y/z.yaml?at={}"
            ),
            (.azureDevOps, "https://dev.azure.com", "https://dev.azure.com/a/_git/b?path=/x%20y/z.yaml&version=GC{}"),
        ])
    func files(kind: ForgeKind, url: String, address: String) throws {
        let repository = try #require(ForgeRepository(path: "a/b"))
        let seen = try forge(kind, url).address(of: .file("x y/z.yaml", at: Self.commit), in: repository)
        #expect(
            seen == address.split(separator: "{}", omittingEmptySubsequences: false).joined(separator: Self.commit.hex))
    }
}
