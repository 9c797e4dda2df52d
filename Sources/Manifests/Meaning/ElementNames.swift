/// Which elements of sequences their `name` tells from all others; each sequence is looked through once.
struct ElementNames {
    private struct Names {
        /// How often each name stands there.
        var counts: [String: Int] = [:]
        /// The elements whose name an alias, a merge key or a second `name` may decide.
        var hidden: Set<Int> = []
    }

    private var sequences: [Int: Names] = [:]

    /// The step from a sequence to one of its elements: by `name` where that is no other's, else by index.
    mutating func step(
        to element: Int, at index: Int, in sequence: Int, of outline: Outline
    ) -> Selector.Step {
        guard let name = outline.name(of: element) else { return .index(index) }
        let names = sequences[sequence] ?? Self.names(in: sequence, of: outline)
        sequences[sequence] = names
        // One that an alias or a merge key may give the same name makes the name tell nothing.
        let isAlone = names.counts[name] == 1 && names.hidden.allSatisfy { $0 == element }
        return isAlone ? .element(key: "name", value: name) : .index(index)
    }

    private static func names(in sequence: Int, of outline: Outline) -> Names {
        var names = Names()
        for element in outline.elements(of: sequence) {
            if let name = outline.name(of: element) { names.counts[name, default: 0] += 1 }
            if outline.mayHide(element) { names.hidden.insert(element) }
        }
        return names
    }
}

extension Outline {
    fileprivate func name(of element: Int) -> String? {
        let named = pairs(of: element).filter { $0.key == "name" }
        return named.count == 1 ? text(of: named[0].value) : nil
    }

    fileprivate func mayHide(_ element: Int) -> Bool {
        let named = pairs(of: element).filter { $0.key == "name" }
        return named.count > 1 || resolved(element) != element || pairs(of: element).contains { $0.isMerge }
            || named.contains { resolved($0.value) != $0.value }
    }
}
