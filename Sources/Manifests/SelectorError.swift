/// A selector that cannot be read: where, and how to mend it.
package struct SelectorError: Error, Hashable, CustomStringConvertible {
    package enum Problem: Sendable, Hashable {
        case empty
        case missingKey
        case unexpected(String)
        case unclosedQuote
        case unclosedBracket
        case emptyBracket
        case wildcard
        case indexTooLarge
        case tooManySteps
    }

    package let problem: Problem
    /// The selector as it was written.
    package let text: String
    /// Unicode scalars from the start of the text, counted from 0.
    package let offset: Int

    /// `selector "a..b", character 3: a key is missing. …`
    package var description: String {
        "selector \"\(text)\", character \(offset + 1): \(explanation)"
    }

    private var explanation: String {
        switch problem {
        case .empty: "it is empty. Write a path such as image.tag."
        case .missingKey: "a key is missing here. Write one key between two dots, and none at the end."
        case .unexpected(let character):
            "\(character) cannot stand here. Put a key with such characters in quotes: \"app.kubernetes.io/version\"."
        case .unclosedQuote: "the quote that starts here is never closed. Close it."
        case .unclosedBracket: "the bracket that starts here is never closed. Write [0], [\"api\"] or [name=api]."
        case .emptyBracket:
            "the bracket needs an index, a key in quotes, or a key and its value. Write [0], [\"api\"] or [name=api]."
        case .wildcard: "a selector names one value, so * is not possible. Write an index or [name=api]."
        case .indexTooLarge: "the index is too large. Write at most 9 digits."
        case .tooManySteps: "the path is too long. At most \(Selector.maximumSteps) steps are possible."
        }
    }
}
