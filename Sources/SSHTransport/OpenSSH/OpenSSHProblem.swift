/// Why one of OpenSSH's programs did not do as told; a sentence without a secret.
package struct OpenSSHProblem: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    static var noMemoryFile: OpenSSHProblem { OpenSSHProblem("no file in memory could be made") }
}
