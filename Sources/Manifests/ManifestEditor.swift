/// Reads and writes single values of one file format by selectors, touching no other byte.
///
/// Pure: bytes in, bytes out. An implementation is stateless, and one instance serves any number of threads.
/// What can be written can be read by the same place, and what is refused is refused by both.
package protocol ManifestEditor: Sendable {
    /// The values at `places`, in their order.
    ///
    /// - Parameter file: the name that errors give the bytes; never opened.
    func read(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue]

    /// Sets every value, in one pass, or throws and has changed nothing.
    ///
    /// An edit whose value is already declared is no change. Two edits of one value are an error unless they agree.
    /// The result is proved before it is returned: the new file is parsed, and is the old one but for the edited values.
    func apply(_ edits: [ValueEdit], to bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest
}
