import HTTPTransport
import Promotion

/// Reads the pages of one list, in their order: beside the lister, which asks for the next page meanwhile.
actor TagReader {
    private let limits: RegistryLimits
    private let place: Place
    private var tags = TagCollector()

    init(_ limits: RegistryLimits, _ place: Place) {
        self.limits = limits
        self.place = place
    }

    /// Every tag so far.
    var all: [String] { tags.all }

    /// Takes pages in. Answers why the list cannot be used, if it cannot.
    ///
    /// - Parameter areLast: whether the last of them names no next one.
    func take(_ pages: [HTTPResponse], areLast: Bool) -> Problem? {
        for (index, page) in pages.enumerated() {
            if let complaint = take(page, isLast: areLast && index == pages.count - 1) { return complaint }
        }
        return nil
    }

    private func take(_ response: HTTPResponse, isLast: Bool) -> Problem? {
        guard let page = TagPage(response.body) else { return place.unreadable(response) }
        guard tags.add(page.tags, bytes: response.body.count) || isLast else {
            return place.invalid("a page of the tag list brought no new tag and still named a next one")
        }
        guard tags.emptyPages <= limits.emptyPages else {
            return place.invalid("\(tags.emptyPages) pages of the tag list in a row were empty")
        }
        guard tags.all.count <= limits.tags else { return place.tooMuch("\(limits.tags) tags") }
        guard tags.bytes <= limits.listBytes else { return place.tooMuch("\(limits.listBytes) bytes") }
        return nil
    }
}

extension Place {
    /// The list is larger than is allowed.
    func tooMuch(_ limit: String) -> Problem {
        invalid(
            "the tag list has more than \(limit)", remedy: "Remove old tags from the registry, or raise the limit.")
    }
}
