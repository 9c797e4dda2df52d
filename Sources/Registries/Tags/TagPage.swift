import Foundation

/// One page of a tag list: `{"name": "team/app", "tags": ["1.0", "1.1"]}`, where `tags` may be null.
struct TagPage {
    let tags: [String]

    /// Nil if `body` is no such object.
    init?(_ body: [UInt8]) {
        // The lists of real registries are plain: anything that the quick scanner does not know goes to the full
        // parser.
        if let tags = body.withUnsafeBytes({ TagListScanner.scan($0) }) {
            self.tags = tags
            return
        }
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(body)) else { return nil }
        switch document {
        case .tags(let tags): self.tags = tags
        }
    }

    private enum Document: Decodable {
        case tags([String])

        private enum Keys: CodingKey {
            case tags
        }

        /// The key must be there: an object without it is another document, not an empty list.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            self = .tags(try container.decodeNil(forKey: .tags) ? [] : container.decode([String].self, forKey: .tags))
        }
    }
}
