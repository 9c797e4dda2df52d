/// The path of a file or folder of the daemon's own; made absolute from the directory of sluice.yaml.
func path(_ name: String, example: String) -> Value<String> {
    text(TextShape(name: name, example: example)) { (text: String, decoding) throws(Complaint) in
        decoding.absolute(text)
    }
}

extension Decoding {
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : directory == "/" ? "/" + path : "\(directory)/\(path)"
    }
}

/// What is wrong with a path inside a repository; nil for one that may be written.
///
/// Git itself refuses `.git`, `.` and `..` as a path's component in any case of letters; the other rules keep one file to
/// one spelling.
func fault(inRepositoryPath path: String) -> String? {
    if path.hasPrefix("/") { return "it starts with `/`; write it from the top of the repository" }
    if path.contains("\\") { return "it has a backslash; components are separated by `/`" }
    for component in path.split(separator: "/", omittingEmptySubsequences: false) {
        switch component.lowercased() {
        case "": return "it has an empty component; write one `/` between two names and none at the end"
        case ".", "..": return "\(quoted(String(component))) would lead out of its folder; write the path without it"
        case ".git": return "nothing is written inside of .git"
        default: continue
        }
    }
    return nil
}
