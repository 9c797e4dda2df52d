package import Manifests

extension UseFinder {
    /// Writes a version at every use, adding what is missing, or throws and has changed nothing.
    package func apply(
        _ version: ImageVersion, to bytes: [UInt8], file: String
    ) throws(ManifestError) -> EditedManifest {
        var edits: [ValueEdit] = []
        var additions: [ValueEdit] = []
        for use in try uses(in: bytes, file: file) {
            let edit = try use.edit(to: version, file: file)
            if use.found == nil { additions.append(edit) } else { edits.append(edit) }
        }
        return try YAMLEditor().apply(edits, adding: additions, to: bytes, file: file)
    }
}

extension ImageUse {
    /// The edit that writes a version here; an addition where nothing was found.
    ///
    /// Throws: `missingVersion`, `invalidVersion`.
    package func edit(to version: ImageVersion, file: String) throws(ManifestError) -> ValueEdit {
        let text = try version.text(of: part) { ManifestError($0, file: file, at: found?.position, place: place) }
        return ValueEdit(place: place, value: text)
    }
}

extension TextUse {
    /// The text that a version of an image is written as here.
    ///
    /// - Parameter value: what the edit writes where no part of an image stands.
    /// Throws: `missingVersion`, `invalidVersion`.
    package func text(
        of version: ImageVersion, orElse value: String, file: String
    ) throws(ManifestError) -> String {
        guard let part else { return value }
        return try version.text(of: part) { ManifestError($0, file: file, at: position) }
    }
}
