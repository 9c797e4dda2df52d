import Crypto
import Foundation
import SSHTransport

/// Signatures of files as `ssh-keygen -Y sign` makes them (PROTOCOL.sshsig in OpenSSH's source), for namespace `git`.
enum SSHSignature {
    /// The armoured signature of `bytes`, as Git keeps it in a commit's `gpgsig` header.
    static func armoured(_ bytes: [UInt8], key: PrivateSigningKey) throws -> String {
        var signed = WireWriter(magic: "SSHSIG")
        signed.string("git".utf8)
        signed.string([])
        signed.string("sha512".utf8)
        signed.string(Array(SHA512.hash(data: bytes)))

        var blob = WireWriter(magic: "SSHSIG")
        blob.uint32(1)
        blob.string(key.publicBlob)
        blob.string("git".utf8)
        blob.string([])
        blob.string("sha512".utf8)
        blob.string(try key.sign(signed.bytes))

        var lines = ["-----BEGIN SSH SIGNATURE-----"]
        var rest = Data(blob.bytes).base64EncodedString()[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(70)))
            rest = rest.dropFirst(70)
        }
        return (lines + ["-----END SSH SIGNATURE-----"]).joined(separator: "\n")
    }
}
