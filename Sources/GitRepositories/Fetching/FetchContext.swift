import CGit2
import SSHTransport

/// What libgit2's callbacks of one fetch share. Lives as long as the fetch, on its thread.
final class FetchContext {
    /// Why the first callback failed; libgit2 itself keeps only a text.
    private(set) var failure: (any Error)?
    private let open: () throws -> any GitChannel
    private var opened: (any GitChannel)?
    private let limit: Int

    /// `limit`: bytes of pack data that are accepted.
    init(limit: Int, open: @escaping () throws -> any GitChannel) {
        self.limit = limit
        self.open = open
    }

    /// The one of this fetch.
    func channel() throws -> any GitChannel {
        if let opened { return opened }
        let channel = try open()
        opened = channel
        return channel
    }

    func close() { opened?.close() }

    /// Keeps why, and answers what tells libgit2 to stop.
    func fail(_ error: any Error) -> Int32 {
        if failure == nil { failure = error }
        git_error_set_str(Int32(GIT_ERROR_NET.rawValue), "\(error)")
        return GIT_EUSER.rawValue
    }

    func received(_ bytes: Int) -> Int32 { bytes <= limit ? 0 : fail(TooLarge(limit: limit)) }

    struct TooLarge: Error, CustomStringConvertible {
        let limit: Int
        var description: String { "the server sent more than \(limit >> 20) MiB" }
    }
}
