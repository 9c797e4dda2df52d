import CGit2
import Glibc
import SSHTransport

extension Repository {
    /// Asks the server for its refs, and fetches what those that `wanted` chooses need and the mirror lacks.
    ///
    /// One channel for both; nothing is negotiated where nothing is missing. Answers every ref of the server's; moves
    /// none of the mirror's. `limit`: bytes of pack data that are accepted.
    func fetch(
        limit: Int, open: @escaping () throws -> any GitChannel, wanted: ([String: ObjectID]) -> [String]
    ) throws -> [String: ObjectID] {
        let context = FetchContext(limit: limit, open: open)
        return try withExtendedLifetime(context) {
            // After libgit2 has said goodbye.
            defer { context.close() }
            do {
                return try fetch(context, wanted: wanted)
            } catch {
                throw context.failure ?? error
            }
        }
    }

    private func fetch(_ context: FetchContext, wanted: ([String: ObjectID]) -> [String]) throws -> [String: ObjectID] {
        // libgit2 wants an address that it can read; where it leads is the channel's business.
        var made = git_remote_create_options()
        try check(git_remote_create_options_init(&made, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
        made.repository = pointer
        // Nor is it rewritten by `url.*.insteadOf`: to look for that, libgit2 1.5 leaks 20 KiB for each key of the
        // configuration (its pull request 6382), which is gigabytes a day where a thousand remotes are read.
        made.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        var remote: OpaquePointer?
        try check(git_remote_create_with_opts(&remote, "ssh://mirror/repository", &made))
        defer { git_remote_free(remote) }

        var options = git_fetch_options()
        try check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        options.update_fetchhead = 0
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.callbacks.payload = Unmanaged.passUnretained(context).toOpaque()
        options.callbacks.transport = Subtransport.factory
        options.callbacks.transfer_progress = { progress, payload in
            guard let progress, let payload else { return 0 }
            return Unmanaged<FetchContext>.fromOpaque(payload).takeUnretainedValue()
                .received(progress.pointee.received_bytes)
        }
        try check(git_remote_connect(remote, GIT_DIRECTION_FETCH, &options.callbacks, nil, nil))
        defer { git_remote_disconnect(remote) }

        let refs = try heads(of: remote)
        let missing = wanted(refs).filter { name in refs[name].map { !contains($0) } ?? false }
        guard !missing.isEmpty else { return refs }
        var names: [UnsafeMutablePointer<CChar>?] = missing.map { strdup($0) }
        defer { names.forEach { free($0) } }
        try names.withUnsafeMutableBufferPointer { buffer in
            var list = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            try check(git_remote_download(remote, &list, &options))
        }
        return refs
    }

    private func heads(of remote: OpaquePointer?) throws -> [String: ObjectID] {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check(git_remote_ls(&heads, &count, remote))
        var refs: [String: ObjectID] = [:]
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, let name = head.name else { continue }
            refs[String(cString: name)] = ObjectID(head.oid)
        }
        return refs
    }
}
