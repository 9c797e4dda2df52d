import Manifests
import Promotion

/// Who writes where, so that no two stages write the same value.
struct PlaceClaims {
    private struct Place: Hashable {
        let branch: Branch
        let file: String
        let selector: Selector
    }

    private struct Claim: Hashable {
        let stage: StageID
        let document: DocumentSelector?
        let location: Location
    }

    private var claims: [Place: [Claim]] = [:]

    mutating func add(_ edit: EditDraft, of stage: StageID, _ file: String, _ environment: EnvironmentDraft) {
        let branch = Branch(remote: environment.repository.value, name: environment.branch)
        for setting in edit.set {
            let place = Place(branch: branch, file: file, selector: setting.key.value)
            claims[place, default: []].append(
                Claim(stage: stage, document: edit.document, location: setting.key.location))
        }
    }

    /// Reports each claim that an earlier one may collide with, with the place of both. Equal claims are of one stage that
    /// is written twice, which is an error of its own.
    func report(_ findings: inout Findings) {
        for (place, claims) in claims where claims.count > 1 {
            for (index, claim) in claims.enumerated() {
                let earlier = claims[..<index].first { $0 != claim && Self.mayMeet($0.document, claim.document) }
                guard let earlier else { continue }
                findings.refuse(
                    at: claim.location,
                    "\(claim.stage) and \(earlier.stage) (at \(earlier.location)) both set \(place.selector) in "
                        + "\(quoted(place.file)) on \(place.branch); one place belongs to one stage")
            }
        }
    }

    /// Whether one document can be both: a part that only one of them names decides nothing.
    private static func mayMeet(_ a: DocumentSelector?, _ b: DocumentSelector?) -> Bool {
        guard let a, let b else { return true }
        func agree(_ left: String?, _ right: String?) -> Bool { left == nil || right == nil || left == right }
        return agree(a.kind, b.kind) && agree(a.name, b.name) && agree(a.namespace, b.namespace)
    }
}
