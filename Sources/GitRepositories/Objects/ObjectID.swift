import CGit2
import Promotion

/// The id of a Git object: twenty bytes of SHA-1.
struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// What a ref that does not exist stands at, in the push protocol.
    static let zero = ObjectID(git_oid())

    init(_ oid: git_oid) {
        (high, middle, low) = withUnsafeBytes(of: oid) { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
            )
        }
    }

    /// Nil unless `hex` is forty hex digits.
    init?(hex: some StringProtocol) {
        var oid = git_oid()
        guard hex.utf8.count == 40, git_oid_fromstr(&oid, String(hex)) == 0 else { return nil }
        self.init(oid)
    }

    init?(_ commit: CommitID) { self.init(hex: commit.hex) }

    /// libgit2's form.
    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid) { bytes in
            bytes.storeBytes(of: high, toByteOffset: 0, as: UInt64.self)
            bytes.storeBytes(of: middle, toByteOffset: 8, as: UInt64.self)
            bytes.storeBytes(of: low, toByteOffset: 16, as: UInt32.self)
        }
        return oid
    }

    var hex: String {
        var oid = oid
        return String(unsafeUninitializedCapacity: 40) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { _ = git_oid_fmt($0.baseAddress, &oid) }
            return 40
        }
    }

    var commit: CommitID { CommitID(hex: hex) }
    var description: String { hex }
}
