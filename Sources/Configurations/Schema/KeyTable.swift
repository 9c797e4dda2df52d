/// The keys of a file as tables in Markdown: those that there are, and those that are known and not built yet.
struct KeyTable {
    private var rows: [[String]] = []
    private var later: [[String]] = []
    /// Where mappings of more than a few keys were told of already, by their names.
    private var told: [String: String] = [:]

    init(_ mapping: MappingShape) { add(mapping, below: "") }

    var text: String {
        let known = Self.table(["key", "value", "default", "meaning"], rows)
        guard !later.isEmpty else { return known }
        return known + "\nKnown and not built yet, so that they refuse the configuration:\n\n"
            + Self.table(["key", "will bring"], later)
    }

    private mutating func add(_ mapping: MappingShape, below path: String) {
        for field in mapping.fields {
            let key = path + field.key
            rows.append([
                "`\(key)`", Self.value(field.shape),
                field.isRequired ? "required" : field.defaultText.map { "`\($0)`" } ?? "",
                field.meaning + Self.words(field.shape),
            ])
            addLater(field.shape, of: key)
            addInner(field.shape, below: key)
        }
        later += mapping.later.map { ["`\(path)\($0.name)`", $0.brings] }
    }

    private mutating func addInner(_ shape: Shape, below key: String) {
        switch shape {
        case .mapping(let mapping):
            if mapping.fields.count > 2, let before = told.updateValue(key, forKey: mapping.name) {
                told[mapping.name] = before
                rows.append(["`\(key).…`", "", "", "The keys of `\(before)`."])
            } else {
                add(mapping, below: key + ".")
            }
        case .list(let element, _): addInner(element, below: key + "[]")
        case .table(let keys, let values, _): addInner(values, below: "\(key).<\(Self.bare(keys.name))>")
        case .choice(let shapes):
            let mappings = shapes.compactMap { if case .mapping(let mapping) = $0 { mapping } else { nil } }
            for shape in shapes {
                // Where several mappings are possible, each has a row that says which keys are whose.
                if mappings.count > 1, case .mapping(let mapping) = shape {
                    rows.append(["`\(key)`", "mapping", "", "*\(mapping.name)*, with these keys:"])
                }
                addInner(shape, below: key)
            }
        case .text, .boolean, .number: break
        }
    }

    private mutating func addLater(_ shape: Shape, of key: String) {
        guard case .text(let text) = shape else { return }
        later += text.later.map { ["`\(key): \($0.name)`", $0.brings] }
    }

    private static func value(_ shape: Shape) -> String {
        switch shape {
        case .text(let text) where !text.words.isEmpty: text.words.map { "`\($0.text)`" }.joined(separator: ", ")
        case .text(let text): bare(text.name) + (text.example.map { ": `\($0)`" } ?? "")
        case .boolean, .number: shape.expectation
        case .list(let element, _): "list of: " + value(element)
        case .table(let keys, let values, _): "mapping from \(bare(keys.name)) to: " + value(values)
        case .mapping: "mapping"
        case .choice(let shapes): shapes.map(value).joined(separator: ", or ")
        }
    }

    private static func words(_ shape: Shape) -> String {
        switch shape {
        case .text(let text): text.words.map { " `\($0.text)`: \($0.meaning)" }.joined()
        case .list(let element, _): words(element)
        case .choice(let shapes): shapes.map(words).joined()
        case .boolean, .number, .table, .mapping: ""
        }
    }

    /// Without its article.
    private static func bare(_ name: String) -> String {
        for article in ["a ", "an ", "the "] where name.hasPrefix(article) {
            return String(name.dropFirst(article.count))
        }
        return name
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { cells in
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }.joined()
    }
}
