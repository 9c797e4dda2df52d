internal import Glibc

/// An open file descriptor, closed with its last reference.
final class Descriptor {
    private(set) var number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close() }

    func close() {
        if number >= 0 { Glibc.close(number) }
        number = -1
    }
}

/// What the last failed call said.
func systemError(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
