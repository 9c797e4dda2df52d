import Glibc

/// Writes an answer in one piece: while it fits into a pipe, a reader that leaves early (`| grep -q`) is no trouble.
///
/// A reader that leaves before the end of a longer one ends this process by SIGPIPE, as with other programs.
func writeToStandardOutput(_ text: String) throws(Failure) {
    guard let code = writeAll(text, to: STDOUT_FILENO) else { return }
    throw Failure(.failed, "The answer cannot be written: \(String(cString: strerror(code))).")
}

/// The error number where it cannot all be written.
func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return errno }
            rest = rest.dropFirst(written)
        }
        return nil
    }
}
