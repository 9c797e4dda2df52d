import CYAML
import Glibc

/// Proves an edit: the new text's events are the old one's, but for the values that were meant to change.
enum EditProof {
    /// What an edited scalar must read back as.
    struct Expectation {
        /// Which event of the stream it is, counted from 1.
        let event: Int
        let value: String
        let style: YAMLScalar.Style
    }

    /// - Returns: whether the whole stream is as it must be; false where the new text does not parse.
    static func holds(
        for text: SourceText, after log: borrowing EventLog, expecting expectations: [Expectation],
        limits: YAMLLimits
    ) -> Bool {
        do throws(ManifestError) {
            var reader = try EventReader(text, limits: limits)
            var current = EventLog(capacity: 256)
            var offset = 0
            let sorted = expectations.sorted { $0.event < $1.event }
            var rest = sorted[...]
            while true {
                let type = try reader.next()
                current.removeAll()
                current.append(reader.event)
                guard let length = log.length(at: offset) else { return false }
                if let expectation = rest.first, expectation.event == reader.count {
                    rest = rest.dropFirst()
                    guard type == YAML_SCALAR_EVENT, log.hasFrame(of: current, at: offset) else { return false }
                    let scalar = reader.event.data.scalar
                    guard scalar.nodeStyle == expectation.style, scalar.bytes.elementsEqual(expectation.value.utf8)
                    else {
                        return false
                    }
                } else {
                    guard log.hasEvent(of: current, at: offset) else { return false }
                }
                offset += length
                if type == YAML_STREAM_END_EVENT { return offset == log.count && rest.isEmpty }
            }
        } catch {
            return false
        }
    }
}

extension EventLog {
    /// How many bytes the event at an offset has; nil at the end of the log.
    func length(at offset: Int) -> Int? {
        guard offset + Self.headerLength <= count else { return nil }
        return Int(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Whether the event at an offset is the only one of another log.
    func hasEvent(of other: borrowing EventLog, at offset: Int) -> Bool {
        matches(other, from: 0, upTo: other.count, at: offset)
    }

    /// Whether the scalar at an offset has the type, anchor and tag of the only event of another log.
    func hasFrame(of other: borrowing EventLog, at offset: Int) -> Bool {
        matches(other, from: Self.headerLength, upTo: other.frameLength, at: offset)
    }

    private func matches(_ other: borrowing EventLog, from start: Int, upTo end: Int, at offset: Int) -> Bool {
        guard offset + end <= count, let mine = bytes.baseAddress, let theirs = other.bytes.baseAddress else {
            return false
        }
        return memcmp(mine + offset + start, theirs + start, end - start) == 0
    }
}
