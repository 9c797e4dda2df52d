package import Manifests

/// What to write in one file, or in each file that matches a pattern.
package struct FileEdits: Sendable, Hashable {
    /// A path inside the repository: `apps/payments/values.yaml`. May name `${pipeline}` and `${environment}` only.
    package var file: Template
    /// Whether `file` is a pattern for many files; see ``FilePattern``.
    package var isPattern: Bool
    package var set: [Setting]

    /// A target in the file, and the value that it gets.
    package struct Setting: Sendable, Hashable {
        package var target: EditTarget
        package var value: Template

        package init(target: EditTarget, value: Template) {
            self.target = target
            self.value = value
        }

        package init(selector: Selector, document: DocumentSelector? = nil, value: Template) {
            self.init(target: .value(Place(document: document, selector: selector)), value: value)
        }
    }

    package init(file: Template, isPattern: Bool = false, set: [Setting]) {
        self.file = file
        self.isPattern = isPattern
        self.set = set
    }

    /// The files in one environment of a pipeline.
    package func files(pipeline: String, environment: String) throws(Problem) -> FilePattern {
        let path = try file.renderPath(pipeline: pipeline, environment: environment)
        return isPattern ? FilePattern(matching: path) : FilePattern(path: path)
    }
}
