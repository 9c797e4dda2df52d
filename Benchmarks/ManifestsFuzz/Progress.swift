import Foundation

/// The number of the input that a worker is at, in a file that outlives the worker's crash.
struct Progress {
    private let number: UnsafeMutablePointer<UInt64>

    struct Unmapped: Error {
        let path: String
    }

    /// Maps the file, which is made where there is none, for the rest of the process's life.
    init(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0 else { throw Unmapped(path: path) }
        defer { close(file) }
        let size = MemoryLayout<UInt64>.size
        guard ftruncate(file, off_t(size)) == 0,
            let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else { throw Unmapped(path: path) }
        number = memory.bindMemory(to: UInt64.self, capacity: 1)
    }

    /// Costs one store: the kernel writes it out even when the process is killed.
    func reach(_ number: UInt64) { self.number.pointee = number }

    /// What a process left there; nil where it did not come so far as to make the file.
    static func read(path: String) -> UInt64? {
        guard let data = FileManager.default.contents(atPath: path), data.count == MemoryLayout<UInt64>.size else {
            return nil
        }
        return data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
}
