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

extension UseFinder {
    /// Writes a version at every use, adding what is missing, or throws and has changed nothing.
    package func apply(
        _ version: ImageVersion, to bytes: [UInt8], file: String, editor: YAMLEditor = YAMLEditor()
    ) throws(ManifestError) -> EditedManifest {
        var edits: [ValueEdit] = []
        var additions: [ValueEdit] = []
        for use in try uses(in: bytes, file: file) {
            let edit = try use.edit(to: version, file: file)
            if use.found == nil { additions.append(edit) } else { edits.append(edit) }
        }
        return try editor.apply(edits, adding: additions, to: bytes, file: file)
    }
}
