/// Which JSON files may have comments, by their names.
enum JSONDialect {
    /// Whether the tool that owns a file of this path reads comments in it.
    ///
    /// Besides `.jsonc` and `.code-workspace` these are the files of TypeScript (`tsconfig.json`), Visual Studio Code
    /// (`.vscode/`), development containers, .NET's configuration (`appsettings.json`, whose provider skips comments and
    /// takes trailing commas), ESLint and Deno.
    static func hasComments(_ path: String) -> Bool {
        let parts = path.lowercased().split(separator: "/")
        guard let name = parts.last else { return false }
        if name.hasSuffix(".jsonc") || name.hasSuffix(".code-workspace") { return true }
        if parts.dropLast().last == ".vscode" { return true }
        return names.contains(String(name)) || families.contains { isMember(name, of: $0) }
    }

    private static let names: Set<String> = [
        "devcontainer.json", ".devcontainer.json", ".eslintrc.json", "deno.json",
    ]

    /// `tsconfig.json`, and `tsconfig.build.json` too.
    private static let families = ["tsconfig", "jsconfig", "appsettings"]

    private static func isMember(_ name: Substring, of family: String) -> Bool {
        name.hasPrefix(family + ".") && name.hasSuffix(".json")
    }
}
