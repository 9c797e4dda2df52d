/// How a file is read: what its name says, or what an edit says of it.
package enum ManifestFormat: String, Sendable, Hashable, CaseIterable {
    case yaml, json
    /// JSON with comments and commas behind the last member.
    case jsonc
    /// HCL's native syntax.
    case hcl
    /// Any other text: edited at markers and by patterns only.
    case text

    /// By the file's extension in any case, and by the few names that need none; `text` for all others.
    package init(of path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else {
            // Kustomize takes this name, too.
            self = name == "Kustomization" ? .yaml : .text
            return
        }
        switch name[name.index(after: dot)...].lowercased() {
        case "yaml", "yml": self = .yaml
        case "tf", "tfvars", "hcl": self = .hcl
        case "json", "jsonc", "code-workspace": self = JSONDialect.hasComments(path) ? .jsonc : .json
        default: self = .text
        }
    }

    /// The editor of single values; nil for a text, which has no paths.
    package var editor: (any ManifestEditor)? {
        switch self {
        case .yaml: YAMLEditor()
        case .json: JSONEditor()
        case .jsonc: JSONEditor(comments: true)
        case .hcl: HCLEditor()
        case .text: nil
        }
    }
}
