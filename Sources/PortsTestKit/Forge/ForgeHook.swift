package import Promotion

/// A webhook at a host, for a listener of whoever walks through `ForgeFlow`.
package protocol ForgeHook: Sendable {
    /// Registers it at the host, with a secret that is made for it. Throws where the host does not do it.
    func register() async throws
    /// Nil once a delivery that proved to be the host's has named this merge request; until then what is missing.
    func missing(of id: MergeRequestID) async throws -> String?
    /// Removes it from the host; nothing to do where it is not registered.
    func remove() async throws
}
