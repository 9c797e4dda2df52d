/// A way to run Git services on one server as one user: over SSH here, over HTTPS in GitOverHTTP.
///
/// Confined to one thread at a time, as are the channels that it opens; several channels may be open at once.
package protocol GitTransport: AnyObject {
    /// True while an authenticated connection waits to be used again.
    var isIdleSessionOpen: Bool { get }

    /// Starts `service` on the repository at `path`.
    ///
    /// Blocks for at most `deadline`, for name resolution, connecting, key exchange and authentication too.
    /// `path` is the server's own: absolute, or over SSH relative to the user's home folder (`SSHRemote.path`).
    /// Nothing was asked of the service when this throws, so that another try is safe.
    func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel

    /// Drops the connection that is kept for later. Channels that are still open on it are cut.
    func close()
}
