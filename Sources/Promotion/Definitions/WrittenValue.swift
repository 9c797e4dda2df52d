package import Manifests

/// What an edit writes at the spots of its target.
package enum WrittenValue: Sendable, Hashable {
    /// The same at each.
    case text(Template)
    /// What each holds of a source's artifact; `name` is what is written where a new name of the image goes.
    case artifact(source: String, name: Template? = nil)
    /// The same, of the source that each spot's marker names.
    case marked([String: MarkedSource])
    /// What the groups of a pattern hold of a source's artifact; `own` is written where they hold something else.
    case matched(source: MarkedSource?, own: Template?)

    /// A source as markers and groups mean it.
    package struct MarkedSource: Sendable, Hashable {
        package var name: String
        /// What is written where the image's name stands.
        package var repository: Template

        package init(name: String, repository: Template) {
            self.name = name
            self.repository = repository
        }
    }

    /// What is written at a spot.
    package func template(for spot: EditSpot) throws(Problem) -> Template {
        switch self {
        case .text(let template): return template
        case .artifact(let source, let name):
            return try Self.template(for: spot.part ?? .version, of: source, name: name, at: spot)
        case .marked(let sources):
            guard let source = spot.source.flatMap({ sources[$0] }) else {
                throw .permanent("\(spot.name): the pipeline has no such source.")
            }
            return try Self.template(for: spot.part ?? .version, of: source.name, name: source.repository, at: spot)
        case .matched(let source, let own):
            guard let part = spot.part else {
                guard let own else { throw .permanent("\(spot.name): the edit has no value to write.") }
                return own
            }
            guard let source else { throw .permanent("\(spot.name): the edit names no source.") }
            return try Self.template(for: part, of: source.name, name: source.repository, at: spot)
        }
    }

    private static func template(
        for part: ImagePart, of source: String, name: Template?, at spot: EditSpot
    ) throws(Problem) -> Template {
        switch part {
        case .name:
            guard let name else { throw .permanent("\(spot.name): the edit has no name to write.") }
            return name
        case .tag, .version: return Template([.source(source, .tag)])
        case .digest: return Template([.source(source, .digest)])
        case .tagAndDigest: return Template([.source(source, .tag), .literal("@"), .source(source, .digest)])
        case .reference(let name, let hasTag, let hasDigest):
            return Template(
                [.literal(name)] + (hasTag ? [.literal(":"), .source(source, .tag)] : [])
                    + (hasDigest ? [.literal("@"), .source(source, .digest)] : []))
        }
    }
}
