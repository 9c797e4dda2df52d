import Promotion

/// A reference to a secret: `env:NAME` or `file:PATH`, never the secret itself.
///
/// What stands there instead may be the secret, so that no error repeats it.
let secret = text(
    TextShape(
        name: "a reference to a secret", example: "env:NAME", pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$",
        isSecret: true)
) { (text: String, decoding) throws(Complaint) in
    if text.hasPrefix("env:") {
        let name = text.dropFirst("env:".count)
        let isName = name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        guard isName, let first = name.first, !first.isNumber else {
            throw Complaint(
                "after env: stands the name of a variable, of letters, digits and `_`, such as `env:PROD_TOKEN`")
        }
        return Secret.environment(String(name))
    }
    guard text.hasPrefix("file:") else {
        throw Complaint(
            "a secret is not written here itself: write env:NAME for a variable of the daemon's environment, or "
                + "file:PATH for a file")
    }
    let path = String(text.dropFirst("file:".count))
    guard !path.isEmpty else { throw Complaint("after file: stands the path of a file, such as `file:keys/token`") }
    return Secret.file(decoding.absolute(path))
}
