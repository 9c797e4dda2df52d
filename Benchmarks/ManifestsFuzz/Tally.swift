import Manifests

/// What became of many inputs.
struct Tally: Codable {
    struct Fault: Codable {
        let number: UInt64
        let words: String
    }

    struct Format: Codable {
        var executions = 0
        var edits = 0
        /// Of the edits, those that the judge could not compare as a whole.
        var endsOnly = 0
    }

    private(set) var executions = 0
    private(set) var edits = 0
    /// Of the edits, those of which only the bytes outside of a value that holds a document, or of an added entry, were compared.
    private(set) var endsOnly = 0
    private(set) var unchanged = 0
    private(set) var refusals: [String: Int] = [:]
    /// By the file's extension, edits by meaning apart.
    private(set) var formats: [String: Format] = [:]
    private(set) var unproven = 0
    /// The first ones only: one fault often comes a million times.
    private(set) var faults: [Fault] = []
    private(set) var faultCount = 0
    /// The most that any process ever held.
    var peakKibibytes = 0

    static let maximumFaults = 20

    mutating func count(_ outcome: Execution.Outcome, of format: String, number: UInt64) {
        executions += 1
        formats[format, default: Format()].executions += 1
        switch outcome {
        case .edited(let isWhole):
            edits += 1
            formats[format, default: Format()].edits += 1
            if !isWhole {
                endsOnly += 1
                formats[format, default: Format()].endsOnly += 1
            }
        case .unchanged: unchanged += 1
        case .refused(let problem): refusals[problem.code.rawValue, default: 0] += 1
        case .faulty(let words):
            faultCount += 1
            if words.hasPrefix("unproven") { unproven += 1 }
            if faults.count < Self.maximumFaults { faults.append(Fault(number: number, words: words)) }
        }
    }

    mutating func add(_ other: Tally) {
        executions += other.executions
        edits += other.edits
        endsOnly += other.endsOnly
        unchanged += other.unchanged
        unproven += other.unproven
        faultCount += other.faultCount
        refusals.merge(other.refusals, uniquingKeysWith: +)
        formats.merge(other.formats) {
            Format(
                executions: $0.executions + $1.executions, edits: $0.edits + $1.edits,
                endsOnly: $0.endsOnly + $1.endsOnly)
        }
        faults = Array((faults + other.faults).sorted { $0.number < $1.number }.prefix(Self.maximumFaults))
        peakKibibytes = max(peakKibibytes, other.peakKibibytes)
    }
}
