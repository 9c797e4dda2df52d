/// Text from a server: its first 16 KiB are kept, the rest is read and forgotten.
struct CappedText: Sendable {
    private static let cap = 16 * 1024
    private var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.prefix(Self.cap - bytes.count))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}
