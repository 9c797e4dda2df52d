import CGit2

/// libgit2 itself: started once, and its answers as Swift errors.
enum Git2 {
    /// Starts the library and sets what holds for the whole process. Evaluated once, before any thread calls libgit2:
    /// its own start is not safe against itself.
    static let started: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        // The machine's and the user's gitconfig decide nothing here.
        for level in [
            GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA,
        ] {
            _ = sluice_git_search_path(level.rawValue, "")
        }
        // Objects, packs and refs are on the disk before they count as written: a commit is durable before it is sent.
        _ = sluice_git_option_int(Int32(GIT_OPT_ENABLE_FSYNC_GITDIR.rawValue), 1)
        // Over all mirrors: memory for objects, and packs held open.
        _ = sluice_git_option_size(Int32(GIT_OPT_SET_CACHE_MAX_SIZE.rawValue), 64 << 20)
        _ = sluice_git_option_size(Int32(GIT_OPT_SET_MWINDOW_FILE_LIMIT.rawValue), 256)
        return true
    }()
}

/// What libgit2 answered where it did not do as told.
struct Git2Failure: Error, CustomStringConvertible {
    /// A `git_error_code`.
    let code: Int32
    /// A `git_error_t`: the part of the library that failed.
    let part: Int32
    let message: String

    init(code: Int32) {
        self.code = code
        let last = git_error_last()
        part = last?.pointee.klass ?? 0
        message = last?.pointee.message.map { String(cString: $0) } ?? "libgit2 answered \(code)"
    }

    var description: String { message }

    var isNotFound: Bool { code == GIT_ENOTFOUND.rawValue }

    /// The disk is full or a quota is used up; libgit2 keeps only errno's text.
    var isNoSpace: Bool {
        ["No space left on device", "Disk quota exceeded", "File too large"].contains { message.contains($0) }
    }

    /// The object database does not hold what it should, or holds what it should not.
    var isCorruption: Bool {
        switch git_error_t(rawValue: UInt32(part)) {
        case GIT_ERROR_ODB, GIT_ERROR_INDEXER, GIT_ERROR_ZLIB: true
        default: false
        }
    }
}

/// Throws where libgit2 answered an error.
@discardableResult
func check(_ code: Int32) throws -> Int32 {
    guard code >= 0 else { throw Git2Failure(code: code) }
    return code
}
