extension Outline {
    /// The place of a node: its document's index where there are several, and the path, elements by their `name` where
    /// that tells them apart.
    ///
    /// Throws: `unreachable` where no path leads to the node.
    func place(of node: Int) throws(ManifestError) -> Place {
        let unreachable = ManifestError(.unreachable, file: file, at: nodes[node].position)
        var steps: [Selector.Step] = []
        var current = node
        while let parent = nodes[current].parent {
            switch nodes[current].role {
            case .value(let key): steps.append(.key(key))
            case .element(let index): steps.append(step(to: current, at: index, in: parent))
            case .root, .unreachable: throw unreachable
            }
            current = parent
        }
        guard let selector = Selector(steps.reversed()) else { throw unreachable }
        return Place(document: documentSelector(of: node), selector: selector)
    }

    func documentSelector(of node: Int) -> DocumentSelector? {
        roots.count > 1 ? DocumentSelector(index: nodes[node].document) : nil
    }

    private func step(to element: Int, at index: Int, in sequence: Int) -> Selector.Step {
        guard let name = name(of: element) else { return .index(index) }
        let others = elements(of: sequence)
        // One that an alias or a merge key may give the same name makes the name tell nothing.
        let isAlone = others.allSatisfy { other in
            other == element || (name != self.name(of: other) && !mayHide(other))
        }
        return isAlone ? .element(key: "name", value: name) : .index(index)
    }

    private func name(of element: Int) -> String? {
        let named = pairs(of: element).filter { $0.key == "name" }
        return named.count == 1 ? text(of: named[0].value) : nil
    }

    private func mayHide(_ element: Int) -> Bool {
        let named = pairs(of: element).filter { $0.key == "name" }
        return named.count > 1 || resolved(element) != element || pairs(of: element).contains { $0.isMerge }
            || named.contains { resolved($0.value) != $0.value }
    }
}
