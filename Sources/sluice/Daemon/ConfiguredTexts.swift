import Foundation
import MergeRequestTexts
import Promotion

/// The texts of merge requests, with the templates that environments name.
struct ConfiguredTexts: Sendable {
    /// By path.
    private var titles: [String: MergeRequestTemplate] = [:]
    private var bodies: [String: MergeRequestTemplate] = [:]

    /// Reads every template once; what is wrong with one is a finding. Blocks.
    init(_ environments: some Sequence<Environment>, _ findings: inout [String]) {
        for delivery in environments.compactMap(\.delivery.mergeRequest) {
            if let path = delivery.titleTemplate { Self.read(path, .title, into: &titles, &findings) }
            if let path = delivery.bodyTemplate { Self.read(path, .body, into: &bodies, &findings) }
        }
    }

    /// Nil stands for an environment that the configuration does not have any more: it has no templates either.
    func writer(for environment: Environment?) -> any MergeRequestWriter {
        let delivery = environment?.delivery.mergeRequest
        return MergeRequestTexts(
            templates: MergeRequestTemplates(
                title: delivery?.titleTemplate.flatMap { titles[$0] },
                body: delivery?.bodyTemplate.flatMap { bodies[$0] }))
    }

    private static func read(
        _ path: String, _ purpose: MergeRequestTemplate.Purpose, into known: inout [String: MergeRequestTemplate],
        _ findings: inout [String]
    ) {
        guard known[path] == nil else { return }
        guard let handle = FileHandle(forReadingAtPath: path),
            let bytes = try? handle.read(upToCount: MergeRequestTemplate.sizeLimit + 1)
        else {
            return findings.append("\(path): the template cannot be read; create the file, or correct its path")
        }
        do throws(TemplateErrors) {
            known[path] = try MergeRequestTemplate(String(decoding: bytes, as: UTF8.self), name: path, for: purpose)
        } catch {
            findings.append(error.description)
        }
    }
}
