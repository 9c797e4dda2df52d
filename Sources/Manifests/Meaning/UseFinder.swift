/// Finds, in a file's bytes, the concrete places that something meant stands at, so that the ordinary editor reads and
/// writes them with its proof.
///
/// Pure and stateless. Every use has a place of its own; what cannot be edited exactly is refused, never left out.
package protocol UseFinder: Sendable {
    /// In the file's order, additions last. Never empty.
    ///
    /// Throws: `noUse` where there is none, or why one of the uses cannot be edited.
    func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [ImageUse]
}
