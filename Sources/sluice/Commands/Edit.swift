import ArgumentParser
import Foundation
import Manifests
import Web

/// Edit versions in files, offline: only the values' own bytes change, or nothing does.
struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Edit versions in files, offline: only the values' own bytes change, or nothing does.",
        discussion: """
            The same edits that the daemon commits, without a daemon or a configuration. Every file is edited, or none is.
            Of several files those without a use of an image are left alone, as long as one has it.

              sluice edit --set image.tag=1.2.3 values.yaml
              sluice edit --image registry.example.com/api:1.2.3 --dry-run manifests/*.yaml
              sluice edit --kustomize api=registry.example.com/api:1.2.3 kustomization.yaml
              sluice edit --set 'module.api.version=1.2.3' - < main.tf --format hcl > edited.tf
            """)

    @Argument(help: "The files; `-` is standard input, written to standard output.", completion: .file())
    var files: [String]

    @Flag(
        name: [.customShort("n"), .long],
        help: "Write nothing: show what would change; the status is 7 if it is anything.")
    var dryRun = false

    @Option(help: "Set the value at a path: PATH=VALUE.")
    var set: [String] = []

    @Option(help: "Every use of an image: NAME:TAG, NAME@DIGEST or NAME:TAG@DIGEST.")
    var image: [String] = []

    @Option(help: "The image's entry in a kustomization, as for --image; NAME=NEWNAME:TAG sets newName, too.")
    var kustomize: [String] = []

    @Option(help: "The image in a chart's values, as for --image.")
    var helm: [String] = []

    @Option(help: "A dependency's version in a Chart.yaml, NAME=VERSION; appVersion=VERSION is the chart's own.")
    var chart: [String] = []

    @Option(help: "The image of a Compose file's service: SERVICE=TAG, SERVICE=DIGEST or SERVICE=TAG@DIGEST.")
    var service: [String] = []

    @Option(help: "Every value before a comment {\"$sluice\": \"NAME…\"}: NAME=TAG, NAME=DIGEST or NAME=TAG@DIGEST.")
    var marker: [String] = []

    @Option(help: "A regular expression; --value goes where its named group matches: tag, digest, or any other.")
    var regex: String?

    @Option(help: "How many matches of --regex a file must have.")
    var matches = 1

    @Option(help: "What --regex writes: TAG@DIGEST for groups of both names.")
    var value: String?

    @Option(help: "What of an image is written: \(ImageParts.allCases.map(\.rawValue).joined(separator: ", ")).")
    var write = ImageParts.asWritten

    @Option(help: "The document that --set means, by kind, name and namespace: kind=Deployment,name=api.")
    var document: String?

    @Option(help: "The path of a value that holds the file to edit; again for one inside of that.")
    var inside: [String] = []

    @Option(
        help:
            "The format, where a file's name does not tell it: \(ManifestFormat.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var format: ManifestFormat?

    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try EditRequest(self) }

    func run() throws {
        let request = try EditRequest(self)
        let edited = try EditedFile.all(files, by: request)
        if dryRun {
            try output.show(EditReport(edited)) { terminal in
                edited.map { coloured(diff: $0.diff, for: terminal) }.joined()
            }
            if edited.contains(where: \.isChanged) { throw Failure.silent(.wouldChange) }
            return
        }
        try EditedFile.write(edited)
        // Where the file itself goes to standard output nothing else may.
        if files != ["-"] { try output.show(EditReport(edited)) { _ in EditReport(edited).text } }
    }
}

extension ImageParts: ExpressibleByArgument {}
extension ManifestFormat: ExpressibleByArgument {}
