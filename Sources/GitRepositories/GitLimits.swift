/// What bounds the work on one remote.
package struct GitLimits: Sendable {
    /// Bytes of pack data that one fetch accepts.
    package var fetchBytes = 4 << 30
    /// Bytes of a file that is read.
    package var fileBytes = 16 << 20
    /// Bytes of all files together that one pattern finds.
    package var patternBytes = 64 << 20
    /// Commits looked at in search of a promotion that landed before.
    package var searchedCommits = 10_000
    /// Pushes of one batch before it is given back as a transient failure.
    package var pushes = 40
    /// Commits that a fork may lack: they are sent in one pack, which is made in memory.
    package var forkCommits = 10_000
    /// Packs in a mirror before they are put together.
    package var packs = 50
    /// SSH sessions kept open for later, over all remotes.
    package var idleSessions = 64

    /// Mirrors kept open for later, over all remotes: each holds a descriptor for its lock, and maps its packs.
    package var idleMirrors = 256
    /// How long a session that nobody uses stays open.
    package var idleSession = Duration.seconds(120)
    /// How long the mirror of a remote that nobody uses stays open.
    package var idleMirror = Duration.seconds(900)

    package init() {}
}
