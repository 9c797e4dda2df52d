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
        let digits = hex.utf8.map(Self.value)
        guard digits.count == 40, !digits.contains(nil) else { return nil }
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid) { bytes in
            for index in 0..<20 { bytes[index] = (digits[2 * index] ?? 0) << 4 | (digits[2 * index + 1] ?? 0) }
        }
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

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    var commit: CommitID { CommitID(hex: hex) }
    var description: String { hex }
}
