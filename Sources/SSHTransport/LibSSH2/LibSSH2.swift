internal import CSSH2

/// The library as a whole: started once, and what its version can do.
enum LibSSH2 {
    /// Starts the library at the first use; later uses are free. `libssh2_init` itself is not thread-safe, a static is.
    static let start: Int32 = libssh2_init(0)

    /// Older versions sign with an RSA key only by SHA-1, which servers refuse.
    static let hasModernRSA = libssh2_version(0x010b00) != nil

    /// What to ask a server for, so that it proves one of the pinned key types.
    static func hostKeyAlgorithms(for types: [String], hasModernRSA: Bool = hasModernRSA) -> [String] {
        types.flatMap { type -> [String] in
            switch type {
            case "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521": [type]
            case "ssh-rsa": hasModernRSA ? ["rsa-sha2-512", "rsa-sha2-256"] : []
            default: []
            }
        }
    }

    /// Whether the library can prove that we own a key of this type.
    static func canAuthenticate(with type: String) -> Bool {
        !hostKeyAlgorithms(for: [type]).isEmpty
    }
}
