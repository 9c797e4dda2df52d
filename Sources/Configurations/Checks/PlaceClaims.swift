import Manifests
import Promotion

/// Who writes where, so that no two stages write the same value.
///
/// Only what the configuration alone tells: where patterns or meanings hide it, the plan finds it.
struct PlaceClaims {
    private struct Place: Hashable {
        let branch: Branch
        let file: String
        let target: EditTarget
    }

    private struct Claim: Hashable {
        let stage: StageID
        /// The documents on the way to the value, the file's first.
        let documents: [DocumentSelector?]
        let location: Location
    }

    private var claims: [Place: [Claim]] = [:]

    mutating func add(
        _ settings: [Located<FileEdits.Setting>], of stage: StageID, _ file: String, _ environment: EnvironmentDraft
    ) {
        let branch = Branch(remote: environment.repository.value, name: environment.branch)
        for setting in settings {
            let place = Place(branch: branch, file: file, target: setting.value.target.withoutDocuments)
            claims[place, default: []].append(
                Claim(stage: stage, documents: setting.value.target.documents, location: setting.location))
        }
    }

    /// Reports each claim that an earlier one may collide with, with the place of both. Equal claims are of one stage that
    /// is written twice, which is an error of its own.
    func report(_ findings: inout Findings) {
        for (place, claims) in claims where claims.count > 1 {
            for (index, claim) in claims.enumerated() {
                let earlier = claims[..<index].first { earlier in
                    earlier != claim && zip(earlier.documents, claim.documents).allSatisfy { Self.mayMeet($0, $1) }
                }
                guard let earlier else { continue }
                findings.refuse(
                    at: claim.location,
                    "\(claim.stage) and \(earlier.stage) (at \(earlier.location)) both set \(place.target) in "
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

extension EditTarget {
    /// The same target whatever documents it names.
    fileprivate var withoutDocuments: EditTarget {
        switch self {
        case .value(let place):
            .value(Place(selector: place.selector, within: place.within.map { Container(selector: $0.selector) }))
        case .meaning(let meaning, let inside):
            .meaning(meaning, inside: inside.map { Container(selector: $0.selector) })
        case .markers, .pattern: self
        }
    }

    fileprivate var documents: [DocumentSelector?] {
        switch self {
        case .value(let place): place.within.map(\.document) + [place.document]
        case .meaning(_, let inside): inside.map(\.document)
        case .markers, .pattern: []
        }
    }
}
