import Mustache
import Promotion

/// People's own words for merge requests; nil leaves a text to Sluice.
package struct MergeRequestTemplates: Sendable {
    package var title: MergeRequestTemplate?
    package var body: MergeRequestTemplate?

    package init(title: MergeRequestTemplate? = nil, body: MergeRequestTemplate? = nil) {
        self.title = title
        self.body = body
    }
}

/// A template in Mustache's language, checked: it parses, and stands for nothing that there is not.
///
/// What is filled in is safe already, for a body as Markdown and for a title as plain text, whichever braces it has.
/// Partials, delimiters of one's own and pragmas are refused: a template is one file, and costs no more than its lists are
/// long.
package struct MergeRequestTemplate: Sendable {
    package enum Purpose: Sendable, Hashable { case title, body }

    /// The most bytes of a template.
    package static let sizeLimit = 64 << 10

    /// The file's, for errors.
    package let name: String
    private let template: MustacheTemplate

    /// Throws everything that is wrong, in the order of the text.
    package init(_ text: String, name: String, for purpose: Purpose) throws(TemplateErrors) {
        self.name = name
        guard text.utf8.count <= Self.sizeLimit else {
            throw TemplateErrors(
                name: name, [.init(line: 1, column: 1, message: "a template has at most \(Self.sizeLimit >> 10) KiB")])
        }
        var scanner = TemplateScanner(text, TemplateNames(purpose))
        let errors = scanner.check()
        guard errors.isEmpty else { throw TemplateErrors(name: name, errors) }
        do {
            // Values are not escaped for HTML: they are Markdown already.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
        } catch let error as MustacheTemplate.ParserError {
            let context = error.context
            throw TemplateErrors(
                name: name,
                [.init(line: max(1, context.lineNumber - 1), column: context.columnNumber, message: "\(error.error)")])
        } catch {
            throw TemplateErrors(name: name, [.init(line: 1, column: 1, message: "\(error)")])
        }
    }

    func render(_ context: TemplateContext) -> String { template.render(context.root) }
}

/// What is wrong with a template.
package struct TemplateErrors: Error, Sendable, Hashable, CustomStringConvertible {
    package struct Entry: Sendable, Hashable {
        /// 1-based; columns count characters.
        package var line: Int
        package var column: Int
        package var message: String
    }

    package var name: String
    package var entries: [Entry]

    init(name: String, _ entries: [Entry]) {
        self.name = name
        self.entries = entries
    }

    /// `templates/body.md:3:7: message`, a line each.
    package var description: String {
        entries.map { "\(name):\($0.line):\($0.column): \($0.message)" }.joined(separator: "\n")
    }
}
