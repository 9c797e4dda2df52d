import ArgumentParser
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import TrialKit

/// Hands revisions off to a live reconciler, and follows them until they are live.
@main
struct ReconcilerTrial: AsyncParsableCommand {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case kubernetes, flux, argocd, gitlab, github
    }

    static let configuration = CommandConfiguration(
        commandName: "reconciler",
        abstract: "Try a reconciler: hand a revision off, and follow it until it is live.",
        discussion: """
            At kubernetes two revisions of objects of the trial's own are applied, in a namespace that is made for it, and \
            deleted at the end. Of the others you name what Sluice would be told, and the newest commit of its branch is \
            handed off: flux is asked to reconcile, argocd to sync, gitlab and github to run a pipeline of that commit. \
            Nothing else is changed.
            """)

    @Option(help: "kubernetes, flux, argocd, gitlab or github")
    var kind: Kind
    @Option(help: "Where argocd, gitlab or github is: https://argocd.example.com")
    var url: String?
    @Option(help: "The token that Sluice would have there; env:NAME takes it from the environment.")
    var token: String?
    @Option(help: "The kubeconfig of kubernetes and flux. Without it that of the pod that this runs in.")
    var kubeconfig: String?
    @Option(help: "Its context. Without it the current one.")
    var context: String?
    @Option(help: "kubernetes: a namespace that is there, instead of one that is made. flux: where its objects are.")
    var namespace: String?
    @Option(help: "kubernetes: an image to deploy, too. It needs the cluster's controllers; without it nothing does.")
    var image: String?
    @Option(help: "flux: the name of the Kustomization.")
    var kustomization: String?
    @Option(help: "flux: the name of the HelmRelease.")
    var helmRelease: String?
    @Option(help: "argocd: the name of the application.")
    var application: String?
    @Option(help: "argocd: the namespace of the application, where it is not argocd's own.")
    var appNamespace: String?
    @Option(help: "argocd: the application's project. gitlab, github: the project or repository, group/name.")
    var project: String?
    @Flag(help: "argocd: do not ask for a sync, as the application does it by itself.")
    var automated = false
    @Option(help: "github: the file of the workflow, deploy.yaml.")
    var workflow: String?
    @Flag(help: "gitlab, github: start no pipeline, and follow the one that the push has started.")
    var adopt = false
    @Option(
        help: "The Git repository that it reads, as Sluice would have it: ssh://git@git.example.com/platform/prod.git")
    var repository: String?
    @Option(help: "Its branch.")
    var branch = "main"
    @Option(help: "The commit to hand off. Without it the branch's newest, asked for with git.")
    var revision: String?
    @Option(help: "How many seconds all of it may take.")
    var patience = 300
    @Option(help: "A PEM file of the authorities to trust instead of the system's.")
    var caFile: String?

    func run() async throws {
        let client = try HTTPClient()
        let token = try token.map { try secret($0) }
        let trial = Trial()
        let isFine = await trial.run { [self] in
            let pace = Pace(patience: .seconds(patience), trial)
            let secrets = SystemSecrets(
                environment: ["TRIAL_TOKEN": token ?? ""], directory: FileManager.default.currentDirectoryPath)
            let hands: any ReconcilerHands
            if kind == .kubernetes {
                hands = try await ClusterHands(
                    try access(), namespace: namespace, image: image, secrets: secrets, http: client, pace, trial)
            } else {
                hands = NamedHands(
                    reconciler: Reconcilers.make(
                        try definition(), secrets: secrets, http: client,
                        environment: ProcessInfo.processInfo.environment),
                    orders: [try await order()], pace: pace)
            }
            try await ReconcilerFlow(hands) { trial.done($0) }.walk()
        }
        if !isFine { throw ExitCode.failure }
    }

    private func access() throws -> KubernetesAccess {
        KubernetesAccess(kubeconfig: kubeconfig.map { .file($0) }, context: context)
    }

    private func needed(_ value: String?, _ option: String) throws -> String {
        guard let value else { throw TrialFailure("\(kind.rawValue) needs \(option).") }
        return value
    }

    private func definition() throws -> ReconcilerKind {
        switch kind {
        case .kubernetes, .flux:
            if kustomization == nil, helmRelease == nil {
                throw TrialFailure("flux needs --kustomization or --helm-release.")
            }
            return .flux(
                FluxReconciler(
                    access: try access(), namespace: namespace ?? "flux-system",
                    kustomization: try kustomization.map { try Template($0) },
                    helmRelease: try helmRelease.map { try Template($0) }))
        case .argocd:
            let name = try needed(application, "--application")
            _ = try needed(token, "--token")
            return .argocd(
                ArgoCDReconciler(
                    url: try needed(url, "--url"), token: .environment("TRIAL_TOKEN"), caFile: caFile,
                    applications: .named(try Template(name)), appNamespace: appNamespace, project: project,
                    syncs: !automated))
        case .gitlab:
            return .gitlabCI(
                GitLabCIReconciler(
                    host: try host(.gitlab), project: try needed(project, "--project"),
                    start: adopt ? .adopt : .dispatch))
        case .github:
            return .githubActions(
                GitHubActionsReconciler(
                    host: try host(.github), repository: try needed(project, "--project"),
                    workflow: try needed(workflow, "--workflow"), start: adopt ? .adopt : .dispatch))
        }
    }

    private func host(_ kind: ForgeKind) throws -> RunnerHost {
        _ = try needed(token, "--token")
        var server = ForgeDefinition(
            kind: kind, url: try needed(url, "--url"), token: .environment("TRIAL_TOKEN"))
        server.caFile = caFile
        return .server(server)
    }

    private func order() async throws -> HandOff {
        let remote = try RemoteURL(try needed(repository, "--repository"))
        let tip = try revision ?? Self.tip(of: branch, repository ?? "")
        return HandOff.ofTrial(
            "trial-\(UUID().uuidString.lowercased().prefix(8))", CommitID(hex: tip),
            Branch(remote: remote, name: branch))
    }

    /// The branch's newest commit, by the git and the credentials of whoever runs this.
    private static func tip(of branch: String, _ repository: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "60", "git", "ls-remote", "--", repository, "refs/heads/\(branch)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let tip = text.split(whereSeparator: \.isWhitespace).first else {
            throw TrialFailure("git does not find \(branch) of \(repository); name the commit with --revision.")
        }
        return String(tip)
    }
}

/// A reconciler that is there, of which nothing but the revision is changed.
private struct NamedHands: ReconcilerHands {
    let reconciler: any Reconciler
    let orders: [HandOff]
    let pace: Pace

    func wait(for what: String) async throws { try await pace.wait(for: what) }
}
