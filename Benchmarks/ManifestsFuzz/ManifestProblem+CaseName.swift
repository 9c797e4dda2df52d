import Manifests

extension ManifestProblem {
    /// The name of the case, without its values.
    ///
    /// Swift's mirror has it only where a case has values; one that is not listed here is named by its sentence.
    var caseName: String {
        Mirror(reflecting: self).children.first?.label ?? Self.bare[self] ?? description
    }

    private static let bare: [ManifestProblem: String] = [
        .utf16: "utf16", .invalidUTF8: "invalidUTF8", .outOfMemory: "outOfMemory",
        .severalDocuments: "severalDocuments",
        .complexKey: "complexKey", .invalidMerge: "invalidMerge", .blockScalar: "blockScalar", .multiLine: "multiLine",
        .missingSeparator: "missingSeparator", .unproven: "unproven", .comment: "comment",
        .trailingComma: "trailingComma",
        .loneSurrogate: "loneSurrogate",
    ]
}
