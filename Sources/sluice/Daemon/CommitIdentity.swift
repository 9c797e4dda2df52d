import GitRepositories

/// Who makes the commits; by another name, because the configuration has a `GitIdentity` too.
typealias CommitIdentity = GitIdentity
