import Foundation
import Promotion

/// What a hand-off to a server that runs pipelines leaves behind.
struct RunReceipt: Codable, Sendable, Hashable {
    /// The pipeline that is followed; nil where it is found by the promotion or the commit.
    var run: String?
    /// When a pipeline was asked for by a request whose answer did not name it, in seconds since 1970.
    var sent: Int?
    /// Whether the server took that request for sure, so that it is never sent again.
    var isTaken: Bool?

    init(run: String? = nil, sent: Int? = nil, isTaken: Bool? = nil) {
        self.run = run
        self.sent = sent
        self.isTaken = isTaken
    }

    /// A receipt that is none of ours names nothing.
    init(_ receipt: HandOffReceipt?) {
        self = (try? JSONDecoder().decode(Self.self, from: Data((receipt?.text ?? "").utf8))) ?? Self()
    }

    var receipt: HandOffReceipt {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return HandOffReceipt((try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}")
    }
}
