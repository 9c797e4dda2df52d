import Promotion
import Testing

@testable import GitRepositories

@Suite("Where mirrors lie")
struct MirrorLayoutTests {
    @Test("Recognisable, inside the root, and different for each remote")
    func names() throws {
        let urls = [
            "ssh://git@git.example.com/platform/prod.git", "ssh://git@git.example.com:2222/platform/prod.git",
            "ssh://git@git.example.com/platform-prod.git", "ssh://git@git.example.com/Platform/prod.git",
            "ssh://git@git.example.com/" + String(repeating: "long/", count: 100),
        ]
        let layouts = try urls.map { MirrorLayout(of: try RemoteURL($0), below: "/mirrors") }
        #expect(layouts[0].repository.hasPrefix("/mirrors/git-example-com-platform-prod-git-"))
        #expect(Set(layouts.map(\.repository)).count == urls.count)
        for layout in layouts {
            #expect(layout.repository.split(separator: "/").count == 2)
            #expect(layout.repository.utf8.count < 200)
        }
    }
}
