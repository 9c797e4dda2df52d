import Testing

@testable import Manifests

struct PlainTypeTests {
    @Test(
        "Knows the types of YAML 1.2's core schema",
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nULL", .string),
            ("true", .boolean), ("False", .boolean), ("tRUE", .string), ("yes", .string), ("on", .string),
            ("0", .integer), ("-19", .integer), ("+7", .integer), ("0123", .integer), ("0o17", .integer),
            ("0xFf", .integer), ("0o8", .string), ("0x", .string), ("-0x1", .string), ("1_000", .string),
            ("1.", .float), (".5", .float), ("-1.20", .float), ("1e3", .float), ("1E+3", .float), ("12e03", .float),
            (".inf", .float), ("-.INF", .float), (".NaN", .float), ("-.nan", .string),
            (".", .string), ("+", .string), ("1.2.3", .string), ("e3", .string), ("1e", .string), ("1e+", .string),
            ("v1", .string), ("2024-01-02", .string), ("1:30", .string), ("<<", .string),
        ] as [(String, PlainType)])
    func core(text: String, type: PlainType) {
        #expect(PlainType.core(text) == type)
    }

    @Test(
        "Knows what any reader of YAML 1.1 takes for another type than a string",
        arguments: [
            ("y", .boolean), ("No", .boolean), ("ON", .boolean), ("off", .boolean), ("oN", .string),
            ("0b101", .integer), ("0B1", .integer), ("-0x1f", .integer), ("0o17", .integer), ("0O17", .integer),
            ("1_000", .integer), ("1,000", .integer), ("0123", .integer), ("_1", .string), ("0b2", .string),
            ("1_0.5", .float), ("1_0e3", .float), ("1:30", .integer), ("-190:20:30", .integer), ("1:30.5", .float),
            ("1:300", .string), ("1:", .string), (":30", .string), ("1:3a", .string),
            ("2024-01-02", .timestamp), ("2024-1-2", .timestamp), ("2024-01-02T03:04:05Z", .timestamp),
            ("2024-01-02 03:04:05.6 +01:00", .timestamp), ("2024-01-02-rc1", .string), ("2024-01", .string),
            ("24-01-02", .string), ("2024-01-02Tx", .string),
            ("<<", .special), ("=", .special), ("1.2.3", .string), ("10.0.0.1", .string), ("0f3c2a1", .string),
            ("12e4567", .float), ("sha256:00ff", .string), ("1.20-alpine", .string),
        ] as [(String, PlainType)])
    func version11(text: String, type: PlainType) {
        #expect(PlainType.version11(text) == type)
        #expect(PlainType.isString(text) == (type == .string))
    }

    @Test("An integer is usual only where every reader prints it again")
    func usualIntegers() {
        for text in ["0", "7", "-7", "123456789012345"] { #expect(PlainType.isUsualInteger(text)) }
        for text in ["", "-", "00", "-0", "+7", "0123", "1234567890123456", "1_0", "0x1", "1.0"] {
            #expect(!PlainType.isUsualInteger(text), "\(text)")
        }
    }
}
