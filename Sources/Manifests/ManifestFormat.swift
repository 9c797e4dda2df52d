/// Which editor a file's name asks for.
package enum ManifestFormat {
    /// The editor for a file of this path, by its extension in any case; nil when no format is known for it.
    ///
    /// A `Kustomization` without extension, which Kustomize and Flux read, too, is YAML.
    package static func editor(for path: String) -> (any ManifestEditor)? {
        let name = path.split(separator: "/").last ?? ""
        if name == "Kustomization" { return YAMLEditor() }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...].lowercased() {
        case "yaml", "yml": return YAMLEditor()
        case "tf", "tfvars", "hcl": return HCLEditor()
        case "json", "jsonc", "code-workspace": return JSONEditor(comments: JSONDialect.hasComments(path))
        default: return nil
        }
    }
}
