extension Outline {
    /// The place of a node: its document's index where there are several, and the path, elements by their `name` where
    /// that tells them apart.
    ///
    /// Throws: `unreachable` where no path leads to the node.
    ///
    /// - Parameter names: for the places of other nodes, too.
    func place(of node: Int, _ names: inout ElementNames) throws(ManifestError) -> Place {
        let unreachable = ManifestError(.unreachable, file: file, at: nodes[node].position)
        var steps: [Selector.Step] = []
        var current = node
        while let parent = nodes[current].parent {
            switch nodes[current].role {
            case .value(let key): steps.append(.key(key))
            case .element(let index): steps.append(names.step(to: current, at: index, in: parent, of: self))
            case .root, .unreachable: throw unreachable
            }
            current = parent
        }
        guard let selector = Selector(steps.reversed()) else { throw unreachable }
        return Place(document: documentSelector(of: node), selector: selector)
    }

    /// The place of one node alone.
    func place(of node: Int) throws(ManifestError) -> Place {
        var names = ElementNames()
        return try place(of: node, &names)
    }

    func documentSelector(of node: Int) -> DocumentSelector? {
        roots.count > 1 ? DocumentSelector(index: nodes[node].document) : nil
    }
}
