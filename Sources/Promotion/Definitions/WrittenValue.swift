package import Manifests

/// What an edit writes at the spots of its target.
package enum WrittenValue: Sendable, Hashable {
    /// The same at each.
    case text(Template)
    /// What each holds of a source's artifact; `name` is what is written where a new name of the image goes.
    case artifact(source: String, name: Template? = nil)

    /// What is written at a spot.
    package func template(for spot: EditSpot) throws(Problem) -> Template {
        switch self {
        case .text(let template): return template
        case .artifact(let source, let name):
            switch spot.part {
            case .name:
                guard let name else { throw .permanent("\(spot.name): the edit has no name to write.") }
                return name
            case .tag, .version, nil: return Template([.source(source, .tag)])
            case .digest: return Template([.source(source, .digest)])
            case .tagAndDigest:
                return Template([.source(source, .tag), .literal("@"), .source(source, .digest)])
            case .reference(let name, let hasTag, let hasDigest):
                return Template(
                    [.literal(name)] + (hasTag ? [.literal(":"), .source(source, .tag)] : [])
                        + (hasDigest ? [.literal("@"), .source(source, .digest)] : []))
            }
        }
    }
}
