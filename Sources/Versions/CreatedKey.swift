import struct Foundation.Date

/// The time a tag was created at.
struct CreatedKey: RankKey {
    let created: Date

    init(of tag: ObservedTag) throws(SkipReason) {
        guard let created = tag.created else { throw .noCreatedTime }
        self.created = created
    }

    var prefix: UInt64 { 0 }

    func precedence(over other: CreatedKey) -> Precedence { Precedence(of: created, over: other.created) }
}
