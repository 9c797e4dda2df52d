@testable import Manifests

extension HCLTree {
    /// A value of the file that is no collection.
    struct Leaf {
        /// As a selector has it.
        let steps: [Selector.Step]
        /// Each type of block is a list of all its blocks here, and each has its labels and its body.
        let path: [Step]
        let node: Int
    }

    enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    /// Every value below keys that are no expressions.
    var leaves: [Leaf] { body(0, [], []) }

    private func body(_ body: Int, _ steps: [Selector.Step], _ path: [Step]) -> [Leaf] {
        var names: [String: Int] = [:]
        var labels: [[String]: Int] = [:]
        let headers = children(of: body).filter { self[$0].kind == .block }.map { header($0) }
        return children(of: body).flatMap { item -> [Leaf] in
            let header = header(item)
            guard self[item].kind == .block else {
                return value(self[item + 1].nextIndex, steps + [.key(header[0])], path + [.key(header[0])])
            }
            let number = labels[header, default: 0]
            labels[header] = number + 1
            let index = names[header[0], default: 0]
            names[header[0]] = index + 1
            let isOnly = headers.count { $0 == header } == 1
            return self.body(
                children(of: item).last ?? item, steps + header.map { .key($0) } + (isOnly ? [] : [.index(number)]),
                path + [.key(header[0]), .index(index)] + header.dropFirst().map { .key($0) })
        }
    }

    private func header(_ item: Int) -> [String] {
        let names = self[item].kind == .block ? children(of: item).dropLast() : [item + 1]
        return names.map { text(of: $0) ?? "" }
    }

    private func value(_ node: Int, _ steps: [Selector.Step], _ path: [Step]) -> [Leaf] {
        switch self[node].kind {
        case .tuple:
            children(of: node).enumerated().flatMap { value($1, steps + [.index($0)], path + [.index($0)]) }
        case .object:
            children(of: node).flatMap { pair -> [Leaf] in
                guard let key = text(of: pair + 1) else { return [] }
                return value(self[pair + 1].nextIndex, steps + [.key(key)], path + [.key(key)])
            }
        default: [Leaf(steps: steps, path: path, node: node)]
        }
    }
}
