extension ManifestProblem: CustomStringConvertible {
    /// What is wrong, and how to mend it, as sentences without the position.
    package var description: String {
        switch self {
        case .tooLarge(let bytes, let limit):
            "the file has \(bytes) bytes, and at most \(limit) are read. Split it."
        case .utf16: "the file is UTF-16. Save it as UTF-8."
        case .invalidUTF8: "the bytes here are not UTF-8. Save the file as UTF-8."
        case .forbiddenCharacter(let scalar):
            "YAML does not allow the character U+\(Self.hexadecimal(scalar.value)). Remove it."
        case .syntax(let words, let since): "the YAML cannot be parsed: \(words)\(Self.start(since)). Mend its syntax."
        case .template(let words, let since):
            "the file is a template ({{ }}) and not YAML: \(words)\(Self.start(since)). "
                + "Put a marker on the value's line, or edit it by a regex."
        case .outOfMemory: "there is no memory left to parse the file. Give the process more."
        case .tooDeep(let limit): "the nesting is deeper than \(limit) levels. Flatten it."
        case .tooManyNodes(let limit):
            "the file has more than \(limit) nodes when its aliases are written out. Split it, or use fewer aliases."
        case .severalDocuments: "a second document starts here, and only one is possible. Remove it."
        case .unknownAnchor(let name): "no anchor &\(name) stands before this alias. Define it, or write the value out."
        case .aliasInsideItself(let name): "the alias *\(name) stands inside its own anchor. Write the value out."
        case .complexKey: "a key must be a scalar here. Write a plain or quoted key."
        case .invalidMerge: "only a mapping, or a sequence of mappings, can be merged by <<. Correct its value."
        case .duplicateKey(let key, let first):
            "the key \(Self.quoted(key)) stands in this mapping twice, first at \(first). Remove one of the two."
        case .noDocument(let selector): Self.describe(noDocument: selector)
        case .ambiguousDocument(let positions):
            "the path exists in several documents, at \(Self.list(positions)). Name the kind and name of the one meant."
        default: pathDescription
        }
    }

    private var pathDescription: String {
        switch self {
        case .missingKey(let key, let nearest):
            "there is no key \(Self.quoted(key)) here. "
                + (nearest.map { "Is \(Self.quoted($0)) meant?" } ?? "Add it, or correct the path.")
        case .missingIndex(let index, let count):
            "there is no element [\(index)]: the sequence has \(count). Correct the index, counted from 0."
        case .missingElement(let key, let value, let hidden):
            "no element of the sequence has \(key) = \(Self.quoted(value)). "
                + (hidden.isEmpty
                    ? "Add it, or correct the path."
                    : "An alias, << or an expression may bring it, at \(Self.list(hidden)): write it out there.")
        case .severalElements(let positions):
            "several elements match, at \(Self.list(positions)). Choose a key that only one has, or an index."
        case .wrongKind(let step, let found): "\(step) cannot lead into \(found.rawValue). Correct the path."
        case .alias(let name, let anchor):
            "the path goes through the alias *\(name). Select the value at its anchor, at \(anchor), or write it out here."
        case .mergeKey(let key, let sources):
            "the key \(Self.quoted(key)) is not written here, and may come from what << merges, at \(Self.list(sources)). "
                + "Select the value there, or write the key here."
        default: valueDescription
        }
    }

    private var valueDescription: String {
        switch self {
        case .notScalar(let kind): "the path leads to \(kind.rawValue), not to a single value. Extend it."
        case .typedTag(let tag): "the tag \(tag) asks for another type than the new value's. Remove the tag."
        case .missingSeparator: "the value is missing, and so is the colon before it. Write the key as \"key:\"."
        case .unseparated:
            "nothing stands between the value and the anchor or tag before it, and YAML's readers do not agree where one "
                + "ends. Put a space there."
        case .unwritable(let value):
            "the value \(Self.quoted(value)) cannot be written here so that it reads back the same. Quote the old value, "
                + "in double quotes."
        case .unwritableBlock(let value):
            "a block scalar cannot carry the value \(Self.quoted(value)) here: it starts with white space or does not "
                + "print, or a comment below would become part of it. Quote the old value, in double quotes."
        case .tabsBelow:
            "the value must be quoted now, and a blank line below it has a tab, which YAML allows only below a value "
                + "without quotes. Remove the tab."
        case .unwritableContainer:
            "the document stands in a folded or quoted value, which cannot carry this change. Make that value a literal "
                + "block (|)."
        case .conflictingEdits(let first, let second):
            "two edits set this value, to \(Self.quoted(first)) and to \(Self.quoted(second)). Remove one of the two."
        case .tooManyContainers(let limit):
            "the path goes into more than \(limit) values. Take the inner ones out of the file."
        case .noContainer: "a path into a value is possible in YAML only. Select a value of this document."
        case .noPaths:
            "the file's name tells no format with paths (YAML, JSON or HCL does). Give the format, or edit by a marker or "
                + "by regex."
        case .unproven:
            "the edited file does not read back as the same document with only the values changed, so nothing was "
                + "written. Quote the old value."
        default: meaningDescription
        }
    }

    private var meaningDescription: String {
        switch self {
        case .noUse(let meaning, let nearest):
            "nothing here is \(Self.quoted(meaning)). "
                + (nearest.isEmpty
                    ? "Correct the name, or the file's."
                    : "Is one of these meant: \(nearest.map(Self.quoted).joined(separator: ", "))?")
        case .noMeaning: "what an image means is known in YAML only. Edit by path, marker or regex."
        case .tooManyUses(let limit): "more than \(limit) values here are what was looked for. Split the file."
        case .noPath: "no document of the file has this path. Correct it."
        case .variable(let text):
            "a variable is put into \(Self.quoted(text)), and decides what is deployed. Edit the variable where it is "
                + "set, by path or regex, or write the value out here."
        case .digestDecides(let key):
            "a digest stands here, and would be deployed whatever \(key) says. Write the digest, too, or remove it here."
        case .missingPart(let key): "the image has no \(Self.quoted(key)) here. Add the key, with an empty value."
        case .mergedPart(let key):
            "the key \(Self.quoted(key)) comes from what << merges, which others share. Write the key here."
        case .missingVersion(let part):
            "a \(part) is written here, and the edit has none. Give it, or write other parts."
        case .invalidVersion(let text, let part): "\(Self.quoted(text)) is no \(part) of an image. Correct it."
        case .notAnImage(let text): "\(Self.quoted(text)) is no image reference. Write name:tag or name@digest."
        case .notKustomization(let kind):
            "the file is a \(Self.quoted(kind)), not a Kustomization or a Component. Correct the file's name."
        case .unreachable: "no path can lead to this value. Give every key on the way a scalar, and at most 64 steps."
        case .renamesItself(let name):
            "the image stands here as the newName of \(Self.quoted(name)), and would not be found under another. Name the "
                + "image as the entry does."
        case .openBlock:
            "the file ends in a block scalar without a line end, which would get one from an entry behind it. End the "
                + "file's last line."
        case .unprovenAddition:
            "the entry cannot be added so that the file reads back as the same document with only it more, so nothing "
                + "was written. Add it by hand, once."
        default: syntaxDescription
        }
    }

    private var syntaxDescription: String {
        switch self {
        case .invalidHCL(let words): "the HCL cannot be parsed: \(words). Mend its syntax."
        case .expression(let text):
            "the value is an expression, \(Self.excerpt(text)), and not a literal. Select the literal that it takes its "
                + "value from, or write one here."
        case .invalidJSON(let words): "the JSON cannot be parsed: \(words). Mend its syntax."
        case .comment: "JSON has no comments. Remove this one, or name the file .jsonc where its readers take that."
        case .trailingComma:
            "JSON has no comma behind the last value. Remove it, or name the file .jsonc where its readers take that."
        case .tooManyValues(let limit): "the file has more than \(limit) values. Split it."
        case .loneSurrogate:
            "the string has half of a surrogate pair (\\ud800 to \\udfff), and no text can hold that. "
                + "Write the whole character."
        default: textDescription
        }
    }

    // Markers and patterns.
    private var textDescription: String {
        switch self {
        case .noMarker(let sources, let found):
            "no value is marked for \(Self.names(sources)). "
                + (found.isEmpty
                    ? "Write the comment {\"$sluice\": \"\(sources.first ?? "source"):tag\"} behind it, on its line."
                    : "The markers here are for \(Self.names(found)): correct one of the names.")
        case .malformedMarker(let text):
            "the marker \(Self.excerpt(text)) cannot be read. Write {\"$sluice\": \"source:tag\"}."
        case .unknownSuffix(let words):
            "the marker \(Self.quoted(words)) does not end as markers do. End it in :tag, :digest or :name, or in "
                + "the name alone for a whole reference."
        case .noMarkedValue:
            "no value ends before the marker on its line. Put the marker's comment behind the value, on the same line."
        case .misplacedMarker:
            "the marker is not the first thing in a comment. Put it right behind the sign that starts the comment."
        case .markerInValue:
            "the marker is part of a value here, and no comment. Select the value inside by its path, or by a regex."
        case .tooManyMarkers(let limit): "the file has more than \(limit) markers of these sources. Split it."
        case .matchCount(let expected, let found, let positions):
            "the pattern matches \(Self.count(found)), and must match \(Self.count(expected)). "
                + (positions.isEmpty
                    ? "Correct the pattern or the file's name."
                    : "The matches are at \(Self.list(positions, of: found)): narrow the pattern, or correct the number.")
        case .emptyGroup(let name):
            "the group \(name) took no part in this match. Make it one that every match has."
        case .nestedGroups(let name):
            "the group \(name) holds what another group holds, too. Let each named group stand beside the others."
        case .groupOverLines(let name): "the group \(name) holds a line end. Let it hold a part of one line."
        case .searchLimit(let words):
            "the search by the pattern was given up: \(words). Begin the pattern with what its line begins with."
        case .noSuchUse(let name): "\(name) is no longer here. Read the file again."
        case .unwritableText(let value):
            "the value \(Self.quoted(value)) cannot be written here: it has a quote, a backslash, or what does not print on "
                + "one line. Choose another version, or edit the value by its path."
        case .retyped(let value):
            "without quotes \(Self.quoted(value)) would be no text to every reader of YAML. Put the old value in quotes."
        case .unprovenText:
            "in the edited file the markers or the pattern would find something else than the new values, so nothing was "
                + "written. Put the value in quotes, or let the pattern match any version."
        default: ""
        }
    }

    private static func names(_ names: [String]) -> String {
        names.prefix(5).map(quoted).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }

    private static func count(_ matches: Int) -> String {
        switch matches {
        case 0: "nothing"
        case 1: "once"
        case TextLimits.maximumUses + 1: "more than \(TextLimits.maximumUses) times"
        default: "\(matches) times"
        }
    }

    /// - Parameter count: how many there are, where only the first are given.
    private static func list(_ positions: [Position], of count: Int? = nil) -> String {
        let shown = positions.prefix(5)
        return shown.map(\.description).joined(separator: ", ")
            + ((count ?? positions.count) > shown.count ? ", …" : "")
    }

    private static func describe(noDocument selector: DocumentSelector?) -> String {
        guard let selector else { return "the file has no document. Add one, or correct the file's name." }
        return "no document of the file is \(selector). Correct the kind, name or namespace."
    }

    /// On one line and not endless, whatever the file holds.
    private static func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        var view = String.UnicodeScalarView(shown)
        if text.unicodeScalars.count > shown.count { view.append("…") }
        return "\"" + String(view) + "\""
    }

    private static func start(_ since: Position?) -> String { since.map { " that starts at \($0)" } ?? "" }

    /// The start of a text on one line, white space as single spaces.
    private static func excerpt(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 60 ? words.prefix(60) + "…" : words
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
