/// The exact edits of one promotion, and the commit that they were made on.
package struct Plan: Sendable, Hashable, Codable {
    /// The compare-and-swap value. Not part of what is approved.
    package var base: CommitID
    /// Sorted by file, then by place.
    package var edits: [PlannedEdit]

    package init(base: CommitID, edits: [PlannedEdit]) {
        self.base = base
        self.edits = edits.sorted { ($0.file, $0.place) < ($1.file, $1.place) }
    }

    /// What an approval binds: file, place, old value and new value of every edit.
    package var hash: String {
        stableHash(["plan"] + edits.flatMap { [$0.file, $0.place, $0.old, $0.new] })
    }

    /// What the base declares.
    package var declaredBefore: [DeclaredValue] {
        edits.map { DeclaredValue(file: $0.file, place: $0.place, value: $0.old) }
    }

    /// What a branch declares that has the plan's commit.
    package var declaredOnceLanded: [DeclaredValue] {
        edits.map { DeclaredValue(file: $0.file, place: $0.place, value: $0.new) }
    }

    /// Whether the base declares the release already.
    package var changesNothing: Bool { edits.allSatisfy { $0.old == $0.new } }
}

/// One value in one file, before and after.
package struct PlannedEdit: Sendable, Hashable, Codable {
    package var file: String
    /// The document's selector, if any, and the value's.
    package var place: String
    /// 1-based, where the value stands at the base.
    package var line: Int
    package var column: Int
    package var old: String
    package var new: String

    package init(file: String, place: String, line: Int, column: Int, old: String, new: String) {
        self.file = file
        self.place = place
        self.line = line
        self.column = column
        self.old = old
        self.new = new
    }
}
