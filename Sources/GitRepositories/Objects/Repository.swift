import CGit2
import Glibc

/// An open bare repository of libgit2's.
///
/// Confined to one thread at a time. Objects that are written stay in memory until `flush` packs them.
final class Repository {
    let pointer: OpaquePointer
    let odb: OpaquePointer
    /// Takes every write; emptied by `flush`. Owned by `odb`.
    private let memory: UnsafeMutablePointer<git_odb_backend>
    let path: String

    /// Opens the bare repository at `path`.
    convenience init(at path: String) throws {
        var pointer: OpaquePointer?
        try check(git_repository_open_bare(&pointer, path))
        guard let pointer else { throw Git2Failure(code: GIT_ERROR.rawValue) }
        try self.init(pointer, path)
    }

    /// Makes an empty bare repository at `path`, whose parent exists.
    static func create(at path: String) throws {
        var pointer: OpaquePointer?
        try check(git_repository_init(&pointer, path, 1))
        git_repository_free(pointer)
    }

    private init(_ pointer: OpaquePointer, _ path: String) throws {
        var odb: OpaquePointer?
        var memory: UnsafeMutablePointer<git_odb_backend>?
        do {
            try check(git_repository_odb(&odb, pointer))
            try check(git_mempack_new(&memory))
            try check(git_odb_add_backend(odb, memory, 999))
        } catch {
            if let odb { git_odb_free(odb) }
            git_repository_free(pointer)
            throw error
        }
        guard let odb, let memory else { throw Git2Failure(code: GIT_ERROR.rawValue) }
        self.pointer = pointer
        self.odb = odb
        self.memory = memory
        self.path = path
    }

    deinit {
        git_odb_free(odb)
        git_repository_free(pointer)
    }

    /// Forgets what was written and never packed.
    func forgetUnflushed() { git_mempack_reset(memory) }

    func write(_ bytes: [UInt8], as type: git_object_t) throws -> ObjectID {
        var oid = git_oid()
        _ = try bytes.withUnsafeBytes { try check(git_odb_write(&oid, odb, $0.baseAddress, $0.count, type)) }
        return ObjectID(oid)
    }

    func contains(_ id: ObjectID) -> Bool {
        var oid = id.oid
        return git_odb_exists(odb, &oid) == 1
    }

    /// The bytes of an object, or nil where it is larger than `limit`.
    func read(_ id: ObjectID, limit: Int) throws -> [UInt8]? {
        var oid = id.oid
        var size = 0
        var type = GIT_OBJECT_ANY
        try check(git_odb_read_header(&size, &type, odb, &oid))
        guard size <= limit else { return nil }
        var object: OpaquePointer?
        try check(git_odb_read(&object, odb, &oid))
        defer { git_odb_object_free(object) }
        return Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
    }

    /// One pack with exactly these objects.
    func pack(_ objects: [ObjectID]) throws -> [UInt8] {
        var builder: OpaquePointer?
        try check(git_packbuilder_new(&builder, pointer))
        defer { git_packbuilder_free(builder) }
        git_packbuilder_set_threads(builder, 1)
        for object in objects {
            var oid = object.oid
            try check(git_packbuilder_insert(builder, &oid, nil))
        }
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        try check(git_packbuilder_write_buf(&buffer, builder))
        return Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    /// Makes a pack part of the repository, on the disk when this returns.
    func store(pack: [UInt8]) throws {
        var indexer: OpaquePointer?
        try check(git_indexer_new(&indexer, path + "/objects/pack", 0, nil, nil))
        defer { git_indexer_free(indexer) }
        var progress = git_indexer_progress()
        _ = try pack.withUnsafeBytes { try check(git_indexer_append(indexer, $0.baseAddress, $0.count, &progress)) }
        try check(git_indexer_commit(indexer, &progress))
        try check(git_odb_refresh(odb))
    }

    /// Packs these objects, puts the pack on the disk, and answers it for sending.
    func flush(_ objects: [ObjectID]) throws -> [UInt8] {
        let pack = try pack(objects)
        try store(pack: pack)
        forgetUnflushed()
        return pack
    }
}
