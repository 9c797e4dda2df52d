import Manifests
import Promotion

/// Any text, taken letter by letter: `1.20` is not made into a number.
func anyText(_ name: String, example: String? = nil) -> Value<String> {
    text(TextShape(name: name, example: example, acceptsNumbers: true))
}

/// The name of something that the configuration itself names.
///
/// Names stand in templates, commit trailers, branch names and addresses, so that they are short and plain.
func name(of thing: String, example: String) -> Value<String> {
    let shape = TextShape(
        name: "the name of \(thing)", example: example, pattern: namePattern, acceptsNumbers: true)
    return text(shape) { (text: String, _) throws(Complaint) in
        guard isName(text) else {
            throw Complaint("\(quoted(text)) is not \(shape.name); \(nameRule)")
        }
        return text
    }
}

let namePattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"
let nameRule = "letters, digits, `-` and `_` make a name, at most 63 of them, and it starts with a letter or digit"

func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, bytes.count <= 63, first.isLetterOrDigit else { return false }
    return bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
}

/// The name of a user, which may be an e-mail address.
let userName = personalName("the name of a user", example: "alice")

/// The name of a group of users.
let groupName = personalName("the name of a group", example: "sre")

private func personalName(_ name: String, example: String) -> Value<String> {
    let shape = TextShape(name: name, example: example, pattern: "^\(personalNamePattern)$", acceptsNumbers: true)
    return text(shape) { (text: String, _) throws(Complaint) in
        guard isPersonalName(text) else {
            throw Complaint("\(quoted(text)) is not \(name); letters, digits and `._@+-` make one, at most 128 of them")
        }
        return text
    }
}

/// A user, or `group:` and the name of a group.
let principal = text(
    TextShape(
        name: "a user or a group", example: "group:sre", pattern: "^(group:)?\(personalNamePattern)$",
        acceptsNumbers: true)
) { (text: String, _) throws(Complaint) in
    let principal = Principal(text)
    let name =
        switch principal {
        case .user(let name), .group(let name): name
        }
    guard isPersonalName(name) else {
        throw Complaint("\(quoted(text)) is neither the name of a user nor `group:` and the name of a group")
    }
    return principal
}

private let personalNamePattern = "[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}"

private func isPersonalName(_ text: String) -> Bool {
    guard text.utf8.count <= 128, text.utf8.first?.isLetterOrDigit == true else { return false }
    return text.utf8.allSatisfy { $0.isLetterOrDigit || "._@+-".utf8.contains($0) }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
