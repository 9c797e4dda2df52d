import Foundation

/// A value to write, with `${…}` in it: `${source.tag}`, `${source.digest}`, `${source.reference}`, `${pipeline}`,
/// `${environment}`, `${release}`. Anything else in `${…}` is an error; `$${` stands for a literal `${`.
package struct Template: Sendable, Hashable, CustomStringConvertible {
    package enum Field: String, Sendable, Hashable, CaseIterable { case tag, digest, reference }

    package enum Segment: Sendable, Hashable {
        case literal(String)
        case source(String, Field)
        case pipeline
        case environment
        case release

        /// As it is written in a template.
        fileprivate var text: String {
            switch self {
            case .literal(let text): text.replacing("${", with: "$${")
            case .source(let name, let field): "${\(name).\(field.rawValue)}"
            case .pipeline: "${pipeline}"
            case .environment: "${environment}"
            case .release: "${release}"
            }
        }
    }

    package let text: String
    package let segments: [Segment]

    package var description: String { text }

    /// `offset` counts UTF-8 bytes from the start of the text.
    package struct SyntaxError: Error, Sendable, Hashable {
        package let offset: Int
        package let message: String
    }

    package init(_ text: String) throws(SyntaxError) {
        self.text = text
        var segments: [Segment] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        func flush() {
            if !literal.isEmpty { segments.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
        }
        while index < bytes.count {
            let rest = bytes[index...]
            if rest.starts(with: "$${".utf8) {
                literal += Array("${".utf8)
                index += 3
            } else if rest.starts(with: "${".utf8) {
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                    throw SyntaxError(
                        offset: index, message: "`${` without a closing `}`; write `$${` for a literal one")
                }
                flush()
                let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
                guard let segment = Self.segment(name) else {
                    throw SyntaxError(
                        offset: index,
                        message: "`${\(name)}` stands for nothing; known are ${source.tag}, ${source.digest}, "
                            + "${source.reference}, ${pipeline}, ${environment} and ${release}")
                }
                segments.append(segment)
                index = end + 1
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        flush()
        self.segments = segments
    }

    /// The template of these segments.
    init(_ segments: some Sequence<Segment>) {
        let segments = Array(segments)
        self.segments = segments
        text = segments.map(\.text).joined()
    }

    private static func segment(_ name: String) -> Segment? {
        switch name {
        case "pipeline": return .pipeline
        case "environment": return .environment
        case "release": return .release
        default:
            guard let dot = name.lastIndex(of: "."),
                let field = Field(rawValue: String(name[name.index(after: dot)...]))
            else { return nil }
            let source = String(name[..<dot])
            return source.isEmpty ? nil : .source(source, field)
        }
    }

    /// The sources that the template names.
    package var sources: Set<String> {
        Set(segments.compactMap { if case .source(let name, _) = $0 { name } else { nil } })
    }

    /// Whether what is written pins the digest of `source`.
    package func writesDigest(of source: String) -> Bool {
        segments.contains { $0 == .source(source, .digest) || $0 == .source(source, .reference) }
    }

    /// Whether what is written names the tag of `source`.
    package func writesTag(of source: String) -> Bool {
        segments.contains { $0 == .source(source, .tag) || $0 == .source(source, .reference) }
    }

    /// The same without the digest behind a tag, as a value reads to which it was not written yet; nil where there is none.
    var withoutDigest: Template? {
        guard segments.count >= 3, case .source(let name, .tag) = segments[segments.count - 3],
            segments.suffix(2) == [.literal("@"), .source(name, .digest)]
        else { return nil }
        return Template(segments.dropLast(2))
    }

    /// The value for one release in one environment.
    ///
    /// Throws where the release has no such source, or where an artifact without a digest is asked for one. What is written
    /// for `${…}` is escaped first, for templates of URLs and the like.
    package func render(
        _ release: Release, pipeline: String, environment: String, escaping escape: (String) -> String = { $0 }
    ) throws(Problem) -> String {
        var result = ""
        for segment in segments {
            switch segment {
            case .literal(let text): result += text
            case .pipeline: result += escape(pipeline)
            case .environment: result += escape(environment)
            case .release: result += escape(release.id.short)
            case .source(let name, let field):
                guard let artifact = release.artifact(of: name) else {
                    throw .permanent("Release \(release.id.short) has no artifact of source \(name).")
                }
                switch field {
                case .tag: result += escape(artifact.tag)
                case .reference: result += escape(artifact.reference)
                case .digest:
                    guard let digest = artifact.digest else {
                        throw .permanent("\(name) \(artifact.tag) has no digest to write.")
                    }
                    result += escape(digest)
                }
            }
        }
        return result
    }

    /// What a declared value says of its sources' tags and digests, or nil where it does not have the template's shape, or
    /// has it in more than one way (`${a.tag}-${b.tag}` in `1-2-3`).
    ///
    /// The inverse of `render`, used to adopt what a repository declares. A reference's repository is not compared.
    package func readBack(_ value: String, pipeline: String, environment: String) -> [Reading]? {
        let bytes = Array(value.utf8)
        // A value that a template can be read out of in many ways costs no more than one that says nothing.
        guard bytes.count <= 4096 else { return nil }
        let fixed = segments.map { fixedText($0, pipeline: pipeline, environment: environment).map { Array($0.utf8) } }
        // How many ways lead from a segment and an offset to the end: none, one, or more.
        var ways = [[UInt8]](repeating: [UInt8](repeating: 0, count: bytes.count + 1), count: segments.count + 1)
        ways[segments.count][bytes.count] = 1
        for index in segments.indices.reversed() {
            if let text = fixed[index] {
                for offset in 0...bytes.count where bytes[offset...].starts(with: text) {
                    ways[index][offset] = ways[index + 1][offset + text.count]
                }
            } else {
                // Every part has at least one byte.
                var after: UInt8 = 0
                for offset in (0..<bytes.count).reversed() {
                    after = min(2, after + ways[index + 1][offset + 1])
                    ways[index][offset] = after
                }
            }
        }
        guard ways[0][0] == 1 else { return nil }
        var readings: [Reading] = []
        var offset = 0
        for index in segments.indices {
            var end = offset + (fixed[index]?.count ?? 1)
            while fixed[index] == nil, ways[index + 1][end] == 0 { end += 1 }
            if case .source(let name, let field) = segments[index] {
                readings.append(
                    Reading(source: name, field: field, text: String(decoding: bytes[offset..<end], as: UTF8.self)))
            }
            offset = end
        }
        return readings
    }

    private func fixedText(_ segment: Segment, pipeline: String, environment: String) -> String? {
        switch segment {
        case .literal(let text): text
        case .pipeline: pipeline
        case .environment: environment
        case .release, .source: nil
        }
    }

    /// One source's tag and digest as a declared value gives them.
    package struct Reading: Sendable, Hashable {
        package let source: String
        package let tag: String?
        package let digest: String?

        init(source: String, field: Field, text: String) {
            self.source = source
            switch field {
            case .tag:
                (tag, digest) = Self.parts(ofTag: text)
            case .digest:
                tag = nil
                digest = text
            case .reference:
                (tag, digest) = Self.parts(ofReference: text)
            }
        }

        /// What stands where only a tag is written, `1.4@sha256:…` for instance. A Git tag may have an `@`, but no colon.
        private static func parts(ofTag text: String) -> (tag: String, digest: String?) {
            guard let at = text.lastIndex(of: "@"), text[at...].contains(":") else { return (text, nil) }
            return (String(text[..<at]), String(text[text.index(after: at)...]))
        }

        /// An image's `host:port/path:tag@digest`, or a Git tag's `ssh://git@host:port/path:tag@commit`.
        ///
        /// A digest has no slash, which what follows a user's `@` has; a colon before the first slash belongs to the port.
        /// A Git tag may have slashes and an `@`, but no colon.
        private static func parts(ofReference text: String) -> (tag: String?, digest: String?) {
            var rest = text[...]
            var digest: String?
            if let at = rest.lastIndex(of: "@"), !rest[at...].contains("/") {
                digest = String(rest[rest.index(after: at)...])
                rest = rest[..<at]
            }
            if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
            let path = rest[(rest.firstIndex(of: "/") ?? rest.startIndex)...]
            return (path.lastIndex(of: ":").map { String(path[path.index(after: $0)...]) }, digest)
        }
    }
}
