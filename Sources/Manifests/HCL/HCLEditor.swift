/// Edits single literals of files in HCL's native syntax: Terraform, OpenTofu, Terragrunt, Packer, Nomad.
///
/// The file is parsed once, without evaluation, to find the places; the new texts are spliced in, and the result is parsed
/// again to prove that its tree is the old one but for the edited values. ``HCLWriter`` says how a value is written,
/// ``HCLWalk`` what a path means. An expression is never edited, and the error quotes it.
package struct HCLEditor: ManifestEditor {
    package let limits: ParseLimits

    package init(limits: ParseLimits = .manifest) {
        self.limits = limits
    }

    package func read(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let tree = try HCLParser.parse(HCLSource(buffer, file: file), limits: limits)
            var found: [FoundValue] = []
            for place in places {
                var walk = HCLWalk(tree, to: place)
                let index = try walk.literal()
                found.append(
                    FoundValue(place: place, value: tree.text(of: index) ?? "", position: tree.position(of: index)))
            }
            return found
        }
    }

    package func apply(_ edits: [ValueEdit], to bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let tree = try HCLParser.parse(HCLSource(buffer, file: file), limits: limits)
            var splice = HCLSplice(tree)
            for edit in edits {
                var walk = HCLWalk(tree, to: edit.place)
                try splice.add(edit, at: try walk.literal())
            }
            return try proven(splice, over: bytes, file: file)
        }
    }
}
