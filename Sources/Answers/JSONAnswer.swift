package import Manifests
import Promotion

/// A JSON document that somebody answered with.
package struct JSONAnswer: Sendable {
    private let body: [UInt8]

    package init(_ body: [UInt8]) { self.body = body }

    /// The scalar at a path, as text; a string without its quotes.
    ///
    /// Throws one line that says why there is none: no JSON, nothing there, a collection.
    package func value(at path: Selector) throws(Missing) -> String {
        do throws(ManifestError) {
            let limits = ParseLimits(maximumBytes: HTTPQuestion.maximumBody, maximumDepth: 64, maximumNodes: 200_000)
            let found = try JSONEditor(limits: limits).read([Place(selector: path)], in: body, file: "the answer")
            return found.first?.value ?? ""
        } catch {
            throw Missing(description: "\(error)".oneLine(limit: 200))
        }
    }

    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }
}
