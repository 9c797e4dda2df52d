/// A file's bytes, and the values in it that targets stand for, whatever its format.
///
/// Pure. Reading and writing go by the same targets, so that what is written can be read back.
package struct Manifest: Sendable {
    private let bytes: [UInt8]
    private let file: String
    private let editor: any ManifestEditor

    /// Nil when no format is known for a file of this name.
    ///
    /// - Parameter file: the path that decides the format, and that errors name; never opened.
    package init?(_ bytes: [UInt8], file: String) {
        guard let editor = ManifestFormat.editor(for: file) else { return nil }
        self.bytes = bytes
        self.file = file
        self.editor = editor
    }

    /// What each target stands for, in the order of the targets; never empty for one.
    package func spots(of targets: [EditTarget]) throws(ManifestError) -> [[EditSpot]] {
        let places = targets.compactMap { target -> Place? in if case .value(let place) = target { place } else { nil }
        }
        let found = try editor.read(places, in: bytes, file: file)
        return zip(places, found).map { place, value in
            [EditSpot(name: place.description, position: value.position, value: value.value, address: .place(place))]
        }
    }

    /// The whole file with these values written, proved; the same bytes where all were declared already.
    package func writing(_ values: [(spot: EditSpot, value: String)]) throws(ManifestError) -> [UInt8] {
        var edits: [ValueEdit] = []
        for (spot, value) in values {
            switch spot.address {
            case .place(let place): edits.append(ValueEdit(place: place, value: value))
            }
        }
        return try editor.apply(edits, to: bytes, file: file).bytes
    }
}
