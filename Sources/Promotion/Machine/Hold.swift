package import Foundation

extension StageState {
    /// Why nothing is sent to a stage until a person lets it go on.
    package struct Hold: Sendable, Hashable, Codable {
        package var kind: Kind
        package var by: String
        package var at: Date
        package var reason: String

        package enum Kind: String, Sendable, Hashable, Codable {
            /// A person held this stage.
            case stage
            /// A person stopped the whole line.
            case line
            /// The stage was rolled back.
            case rollback
            /// A release failed here after it had landed.
            case failure
            /// A declared value was changed by hand.
            case drift
            /// The database was lost, and with it the approvals of a gated stage.
            case rebuilt
        }

        package init(_ kind: Kind, by: String, at: Date, reason: String) {
            self.kind = kind
            self.by = by
            self.at = at
            self.reason = reason
        }

        /// States saved before holds had a kind tell a stopped line by how its reason begins; for the others it decides
        /// nothing whose they were.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            by = try values.decode(String.self, forKey: .by)
            at = try values.decode(Date.self, forKey: .at)
            reason = try values.decode(String.self, forKey: .reason)
            kind =
                try values.decodeIfPresent(Kind.self, forKey: .kind)
                ?? (reason.hasPrefix("the line is stopped") ? .line : .stage)
        }
    }
}
