/// Why a file was not read or not edited: what, where, and how to mend it. Nothing was changed.
package struct ManifestError: Error, Hashable, CustomStringConvertible {
    package let problem: ManifestProblem
    /// The name that the caller gave the bytes.
    package let file: String
    /// Nil where the whole file is meant.
    package let position: Position?
    /// The place that was looked for, where one was.
    package let place: Place?

    package init(_ problem: ManifestProblem, file: String, at position: Position? = nil, place: Place? = nil) {
        self.problem = problem
        self.file = file
        self.position = position
        self.place = place
    }

    /// `values.yaml:3:9: image.tag: what is wrong. How to mend it.`
    package var description: String {
        let start = position.map { "\(file):\($0): " } ?? "\(file): "
        return start + (place.map { "\($0): " } ?? "") + problem.description
    }
}
