import TestServers
import Testing

@testable import Registries

@Suite("Digests")
struct DigestTests {
    private static let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test("hashes and compares by SHA-256 and SHA-512")
    func matching() throws {
        #expect(Digest(of: []).description == Self.empty)
        #expect(try #require(Digest(Self.empty)).matches([]))
        #expect(try !#require(Digest(Self.empty)).matches([0]))
        let long =
            "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        #expect(try #require(Digest(long)).matches([]))
        #expect(try !#require(Digest(long)).matches([0]))
    }

    @Test(
        "refuses what is no digest",
        arguments: [
            "", "sha256:", "sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", empty.uppercased(), empty + "0",
            empty + "/../x",
        ])
    func refuses(_ text: String) {
        #expect(Digest(text) == nil)
    }
}
