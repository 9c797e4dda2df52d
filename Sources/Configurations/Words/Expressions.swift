import Manifests
import Patterns
import Promotion
import Versions

/// A template of `${…}`.
let template = text(TextShape(name: "a value", example: "${api.tag}", acceptsNumbers: true)) {
    (text: String, _) throws(Complaint) in
    do throws(Template.SyntaxError) { return try Template(text) } catch {
        throw Complaint(error.message, at: error.offset)
    }
}

/// A template that is the same for every release and every source.
func fixedTemplate(_ name: String, example: String, allowsRelease: Bool = false) -> Value<Template> {
    text(TextShape(name: name, example: example, acceptsNumbers: true)) { (text: String, _) throws(Complaint) in
        let template: Template
        do throws(Template.SyntaxError) { template = try Template(text) } catch {
            throw Complaint(error.message, at: error.offset)
        }
        for segment in template.segments {
            switch segment {
            case .literal, .pipeline, .environment: continue
            case .release where allowsRelease: continue
            case .release, .source:
                let known =
                    allowsRelease ? "${pipeline}, ${environment} and ${release}" : "${pipeline} and ${environment}"
                throw Complaint("only \(known) are possible here")
            }
        }
        return template
    }
}

/// The path to a value in a file.
let selector = text(TextShape(name: "the path of a value", example: "images[name=api].newTag", acceptsNumbers: true)) {
    (text: String, _) throws(Complaint) in
    do throws(SelectorError) { return try Selector(text) } catch {
        let scalars = text.unicodeScalars.prefix(error.offset)
        throw Complaint(error.description, at: String(scalars).utf8.count)
    }
}

/// A regular expression of PCRE2.
let pattern = text(
    TextShape(name: "a regular expression", example: "^main-(?<ts>[0-9]+)$", acceptsNumbers: true)
) { (text: String, decoding) throws(Complaint) in
    do throws(PatternError) { return try decoding.patterns.pattern(text) } catch {
        throw Complaint("the regular expression is wrong here: \(error.message)", at: error.offset)
    }
}

/// A range of semantic versions.
let versionRange = text(TextShape(name: "a range of versions", example: ">=1.0.0 <2.0.0", acceptsNumbers: true)) {
    (text: String, _) throws(Complaint) in
    do { return try SemanticRange(text) } catch { throw Complaint("\(quoted(text)) is \(error)") }
}
