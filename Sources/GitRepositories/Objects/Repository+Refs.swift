import CGit2

extension Repository {
    /// What a ref stands at, or nil where there is none. Symbolic refs are followed.
    func target(of ref: String) throws -> ObjectID? {
        var oid = git_oid()
        let code = git_reference_name_to_id(&oid, pointer, ref)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check(code)
        return ObjectID(oid)
    }

    /// Moves or makes a ref, whatever it stood at; on the disk when this returns.
    func set(_ ref: String, to id: ObjectID) throws {
        var reference: OpaquePointer?
        var oid = id.oid
        try check(git_reference_create(&reference, pointer, ref, &oid, 1, nil))
        git_reference_free(reference)
    }

    /// Deletes a ref; one that does not exist is no error.
    func delete(_ ref: String) throws {
        let code = git_reference_remove(pointer, ref)
        if code != GIT_ENOTFOUND.rawValue { try check(code) }
    }

    /// Every ref's name that starts with `prefix`, sorted.
    func refs(below prefix: String) throws -> [String] {
        var names: [String] = []
        var iterator: OpaquePointer?
        try check(git_reference_iterator_glob_new(&iterator, pointer, prefix + "*"))
        defer { git_reference_iterator_free(iterator) }
        var name: UnsafePointer<CChar>?
        while true {
            let code = git_reference_next_name(&name, iterator)
            if code == GIT_ITEROVER.rawValue { return names.sorted() }
            try check(code)
            if let name { names.append(String(cString: name)) }
        }
    }
}
