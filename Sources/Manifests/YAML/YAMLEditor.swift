/// Edits single scalars of YAML files.
package struct YAMLEditor: ManifestEditor {
    package let limits: YAMLLimits

    package init(limits: YAMLLimits = .manifest) {
        self.limits = limits
    }

    package func read(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue] { [] }

    package func apply(_ edits: [ValueEdit], to bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest {
        EditedManifest(bytes: bytes, changes: [])
    }
}
