internal import Foundation

/// The lines of one known_hosts file.
///
/// Stricter than OpenSSH, which skips what it cannot read: a broken line could be the one that revokes a key, so it is
/// an error with its number. Comments, empty lines and the long dead protocol 1 lines are skipped.
struct KnownHostsFile: Sendable, Equatable {
    static let cap = 8 * 1024 * 1024

    enum Marker: Sendable, Equatable { case none, revoked, certificateAuthority }

    struct Line: Sendable, Equatable {
        let marker: Marker
        let hosts: HostPattern
        let key: HostKey
    }

    let lines: [Line]

    init(_ text: String) throws(KnownHostsProblem) {
        var lines: [Line] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let parsed = try Self.parse(line, number: index + 1) { lines.append(parsed) }
        }
        self.lines = lines
    }

    private static func parse(_ line: Substring, number: Int) throws(KnownHostsProblem) -> Line? {
        var fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })[...]
        guard let first = fields.first, !first.hasPrefix("#") else { return nil }
        var marker = Marker.none
        if first.hasPrefix("@") {
            switch first {
            case "@revoked": marker = .revoked
            case "@cert-authority": marker = .certificateAuthority
            default: throw KnownHostsProblem(line: number, problem: "`\(String(first).escaped)` is not a marker")
            }
            fields.removeFirst()
        }
        guard fields.count >= 3 else {
            throw KnownHostsProblem(line: number, problem: "hosts, key type and key are expected")
        }
        let (hosts, type, base64) = (
            fields[fields.startIndex], String(fields[fields.startIndex + 1]), fields[fields.startIndex + 2]
        )
        // Protocol 1: hosts, bits, exponent, modulus.
        if UInt(type) != nil, UInt(base64) != nil { return nil }
        guard let pattern = HostPattern(hosts) else {
            throw KnownHostsProblem(line: number, problem: "`\(String(hosts).escaped)` is not a list of hosts")
        }
        guard let blob = Data(base64Encoded: String(base64)), let key = HostKey(blob: Array(blob)) else {
            throw KnownHostsProblem(line: number, problem: "the key is not base64 of an SSH public key")
        }
        guard key.type == type else {
            throw KnownHostsProblem(line: number, problem: "the key's type is \(key.type.escaped), not \(type.escaped)")
        }
        return Line(marker: marker, hosts: pattern, key: key)
    }
}

struct KnownHostsProblem: Error, Equatable {
    let line: Int
    let problem: String
}
