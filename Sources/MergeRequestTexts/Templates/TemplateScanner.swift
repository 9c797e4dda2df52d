/// Reads a template's tags before Mustache does, for errors that name their place.
struct TemplateScanner {
    private struct Place {
        var line = 1
        var column = 1
    }

    private let names: TemplateNames
    private let text: [Character]
    private var index = 0
    private var place = Place()
    private var open: [(name: String, place: Place)] = []
    private var errors: [TemplateErrors.Entry] = []

    /// The most sections inside one another.
    private static let depthLimit = 16

    init(_ text: String, _ names: TemplateNames) {
        self.text = Array(text)
        self.names = names
    }

    mutating func check() -> [TemplateErrors.Entry] {
        while index < text.count, errors.count < 20 {
            if starts(with: "{{") { tag() } else { advance(1) }
        }
        for section in open where errors.count < 20 {
            note(section.place, "the section `{{#\(section.name)}}` is not closed; write `{{/\(section.name)}}`")
        }
        return errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    private mutating func tag() {
        let start = place
        let isTriple = starts(with: "{{{")
        let end = isTriple ? "}}}" : "}}"
        advance(isTriple ? 3 : 2)
        var content = ""
        while index < text.count, !starts(with: end) {
            content.append(text[index])
            advance(1)
        }
        guard index < text.count else { return note(start, "`{{` without a closing `\(end)`") }
        advance(end.count)
        let sigil = isTriple ? nil : content.first.flatMap { "#^/&!><$=%".contains($0) ? $0 : nil }
        let name = content.drop { $0.isWhitespace || $0 == sigil }.trimmedEnd
        switch sigil {
        case "!": break
        case ">", "<", "$", "=", "%":
            note(start, "`{{\(sigil ?? " ")` is not possible here: no partials, blocks, delimiters or pragmas")
        case "#", "^": section(name, isInverted: sigil == "^", at: start)
        case "/": close(name, at: start)
        default: variable(name, at: start)
        }
    }

    private mutating func section(_ name: String, isInverted: Bool, at start: Place) {
        let list = names.fields(of: name)
        if list == nil {
            variable(name, at: start)
        } else if let outer = open.first(where: { names.fields(of: $0.name) != nil }), !isInverted {
            note(start, "the list `\(name)` has no place inside of the list `\(outer.name)`")
        }
        open.append((name, start))
        if open.count == Self.depthLimit + 1 { note(start, "at most \(Self.depthLimit) sections inside one another") }
    }

    private mutating func close(_ name: String, at start: Place) {
        guard let section = open.last else {
            return note(start, "`{{/\(name)}}` closes no section")
        }
        open.removeLast()
        if section.name != name {
            note(start, "`{{/\(name)}}` where `{{/\(section.name)}}` is expected")
        }
    }

    private mutating func variable(_ name: String, at start: Place) {
        let fields = open.compactMap { names.fields(of: $0.name) }.flatMap { $0 }
        if fields.contains(name) || names.values.contains(where: { $0.name == name }) { return }
        if names.fields(of: name) != nil {
            return note(start, "`\(name)` is a list: write `{{#\(name)}}…{{/\(name)}}`")
        }
        let shown = name.tidied(to: 60)
        if let (list, _) = names.lists.first(where: { $0.fields.contains { $0.name == name } }) {
            return note(start, "`\(shown)` stands for something inside of `{{#\(list.name)}}` only")
        }
        let known = (names.values + names.lists.map(\.list)).map(\.name).joined(separator: ", ")
        note(start, "`\(shown)` stands for nothing; known are \(known)")
    }

    private mutating func note(_ place: Place, _ message: String) {
        errors.append(.init(line: place.line, column: place.column, message: message))
    }

    private func starts(with mark: String) -> Bool { text[index...].starts(with: mark) }

    private mutating func advance(_ count: Int) {
        for character in text[index..<(index + count)] {
            if character.isNewline {
                place = Place(line: place.line + 1, column: 1)
            } else {
                place.column += 1
            }
        }
        index += count
    }
}

extension StringProtocol {
    fileprivate var trimmedEnd: String { String(reversed().drop(while: \.isWhitespace).reversed()) }
}
