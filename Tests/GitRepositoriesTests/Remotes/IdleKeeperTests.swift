import Promotion
import Testing

@testable import GitRepositories

@Suite("Who keeps something open")
struct IdleKeeperTests {
    private func remote(_ number: Int) throws -> RemoteURL { try RemoteURL("ssh://git@example.com/\(number).git") }

    @Test("Beyond the limit the least recently used one closes; idle ones are taken out")
    func limit() throws {
        let keeper = IdleKeeper(limit: 2)
        let start = ContinuousClock.now
        #expect(keeper.touch(try remote(1), at: start) == nil)
        #expect(keeper.touch(try remote(2), at: start + .seconds(1)) == nil)
        #expect(keeper.touch(try remote(1), at: start + .seconds(2)) == nil)
        #expect(keeper.touch(try remote(3), at: start + .seconds(3)) == (try remote(2)))
        #expect(keeper.takeIdle(since: start + .seconds(3)) == [try remote(1)])
        keeper.forget(try remote(3))
        #expect(keeper.takeIdle(since: start + .seconds(9)).isEmpty)
    }
}
