/// The version of a dependency in a `Chart.yaml`, or the chart's own `appVersion`.
package struct ChartFinder: UseFinder {
    package enum Target: Sendable, Hashable {
        /// Every element of `dependencies` with this `name`; several have aliases of their own.
        case dependency(String)
        case appVersion
    }

    package let target: Target
    package let limits: YAMLLimits

    package init(_ target: Target, limits: YAMLLimits = .manifest) {
        self.target = target
        self.limits = limits
    }

    package func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [ImageUse] {
        var list = UseList(try OutlineBuilder.outline(of: bytes, file: file, limits: limits))
        let outline = list.outline
        switch target {
        case .appVersion:
            if let path = Selector([.key("appVersion")]) { list.add(Place(selector: path), .version) }
            return try list.uses(in: bytes, of: "appVersion", among: [], limits: limits)
        case .dependency(let name):
            var names: Set<String> = []
            for root in outline.roots {
                let dependencies = outline.own("dependencies", in: root).map {
                    outline.elements(of: outline.resolved($0))
                }
                for dependency in dependencies ?? [] {
                    guard let found = outline.text(of: "name", in: dependency) else { continue }
                    names.insert(found)
                    guard found.isSame(as: name) else { continue }
                    guard let version = outline.own("version", in: dependency) else {
                        throw outline.error(.missingPart("version"), at: dependency)
                    }
                    try list.add(version, .version)
                }
            }
            return try list.uses(in: bytes, of: name, among: names, limits: limits)
        }
    }
}
