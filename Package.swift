// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func system(_ name: String, _ pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let niossl: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let tls: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")

let package = Package(
    name: "sluice",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        // Floor 0: system libraries, a module map and a shim each.
        system("CGit2", "libgit2", apt: "libgit2-dev"),
        system("CSSH2", "libssh2", apt: "libssh2-1-dev"),
        system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        system("CYAML", "yaml-0.1", apt: "libyaml-dev"),
        system("CPCRE2", "libpcre2-8", apt: "libpcre2-dev"),
        .systemLibrary(name: "CLinux"),

        // Floor 1: pure formats and bare transports.
        floor("ChildProcesses", ["CLinux"]),
        floor("Patterns", ["CPCRE2"]),
        floor("Versions", ["Patterns"]),
        floor("Manifests", ["CYAML", "Patterns"]),
        floor("HTTPTransport", ["CCurl"]),
        floor("SSHTransport", ["CSSH2", "ChildProcesses", "Patterns", crypto]),
        floor("GitOverHTTP", ["HTTPTransport", "SSHTransport"]),

        // Floor 2: the words, the planner, the gates and the state machine. Pure.
        floor("Promotion", ["Manifests", "Patterns", "Versions", crypto]),

        // Floor 3: adapters behind the ports, and the loop that knows the ports only.
        floor("Configurations", ["Manifests", "Patterns", "Promotion", "Versions"]),
        floor("Secrets", ["Promotion"]),
        floor("CloudEvents", ["HTTPTransport", "Promotion", "Secrets", crypto]),
        floor("GitRepositories", ["CGit2", "Promotion", "SSHTransport", crypto, cryptoExtras]),
        floor("Commands", ["CLinux", "ChildProcesses", "Promotion"]),
        floor("Answers", ["HTTPTransport", "Manifests", "Promotion", "Secrets"]),
        floor(
            "Reconcilers",
            ["Answers", "CloudEvents", "Commands", "HTTPTransport", "Manifests", "Promotion", "Secrets", crypto]),
        floor("Verifications", ["Answers", "Commands", "HTTPTransport", "Promotion", "Secrets"]),
        floor("Notifications", ["CloudEvents", "HTTPTransport", "Promotion", "Secrets", logging]),
        floor("Stores", ["Promotion", grdb]),
        floor("Engine", ["Promotion", "Versions", heap, logging]),
        floor("Registries", ["HTTPTransport", "Promotion", crypto]),
        floor("Forges", ["HTTPTransport", "Promotion", jwt]),
        floor("MergeRequestTexts", ["Promotion", mustache]),
        floor("Webhooks", ["Promotion", "Secrets", crypto, cryptoExtras]),
        floor(
            "Web",
            [
                "Engine", "Promotion", "Webhooks", crypto, httpTypes, hummingbird, hummingbirdCore, lifecycle, logging,
                nio, niossl, tls,
            ]),
        floor("PortsTestKit", ["Promotion"]),

        // Floor 4: the composition root and the command line.
        .executableTarget(
            name: "sluice",
            dependencies: [
                "Configurations", "Engine", "Forges", "GitOverHTTP", "GitRepositories", "HTTPTransport", "Manifests",
                "MergeRequestTexts", "Notifications", "Patterns", "Promotion", "Reconcilers", "Registries",
                "SSHTransport", "Secrets", "Stores", "Verifications", "Web", "Webhooks",
                arguments, lifecycle, logging, signals,
            ], swiftSettings: settings),

        .executableTarget(
            name: "selection-benchmark", dependencies: ["Versions"], path: "Benchmarks/Selection", exclude: ["peer"],
            swiftSettings: settings),
        .executableTarget(
            name: "listing-benchmark", dependencies: ["HTTPTransport", "Promotion", "Registries", crypto],
            path: "Benchmarks/Listing", swiftSettings: settings),
        .executableTarget(
            name: "manifests-benchmark", dependencies: ["CYAML", "Manifests"], path: "Benchmarks/Manifests",
            exclude: ["peer.py"], swiftSettings: settings),
        .executableTarget(
            name: "manifests-fuzz", dependencies: ["GoldenManifests", "Manifests"], path: "Benchmarks/ManifestsFuzz",
            swiftSettings: settings),

        .executableTarget(
            name: "forge-trial",
            dependencies: [
                "Forges", "HTTPTransport", "PortsTestKit", "Promotion", "Secrets", "TrialKit", "Webhooks",
                arguments, hummingbird, logging,
            ], path: "Trials/Forge", swiftSettings: settings),
        .executableTarget(
            name: "reconciler-trial",
            dependencies: [
                "HTTPTransport", "PortsTestKit", "Promotion", "Reconcilers", "Secrets", "TrialKit", arguments,
            ], path: "Trials/Reconciler", swiftSettings: settings),
        .target(name: "TrialKit", dependencies: [signals], path: "Trials/Kit", swiftSettings: settings),

        .target(
            name: "TestServers", dependencies: ["HTTPTransport", crypto], path: "Tests/TestServers",
            resources: [.copy("Contract")], swiftSettings: settings),
        tests("AcceptanceTests", ["HTTPTransport", "TestServers", "sluice"]),
        tests("ChildProcessesTests", ["ChildProcesses"]),
        .target(
            name: "GoldenManifests", dependencies: ["Manifests", "Patterns"], path: "Tests/GoldenManifests",
            swiftSettings: settings),
        .target(
            name: "WebTestKit",
            dependencies: ["Engine", "Manifests", "PortsTestKit", "Promotion", "Versions", "Web", logging],
            path: "Tests/WebTestKit", swiftSettings: settings),
        tests(
            "CloudEventsTests", ["CloudEvents", "HTTPTransport", "Promotion", "Secrets", "TestServers", crypto]),
        tests(
            "ConfigurationsTests", ["Configurations", "Manifests", "Promotion", "TestServers", "Versions"],
            resources: [.copy("Golden"), .copy("Schema/validate.py")]),
        tests(
            "ForgesTests",
            [
                "Forges", "HTTPTransport", "MergeRequestTexts", "PortsTestKit", "Promotion", "TestServers",
                "forge-trial", cryptoExtras,
            ],
            resources: [.copy("Servers")]),
        tests(
            "GitRepositoriesTests",
            [
                "CGit2", "GitOverHTTP", "GitRepositories", "HTTPTransport", "PortsTestKit", "Promotion", "SSHTransport",
                "TestServers", crypto,
            ]),
        tests("GitOverHTTPTests", ["GitOverHTTP", "HTTPTransport", "SSHTransport", "TestServers"]),
        tests("HTTPTransportTests", ["HTTPTransport", "TestServers"]),
        tests(
            "ManifestsTests", ["CYAML", "GoldenManifests", "Manifests", "Patterns", "TestServers"],
            resources: [.copy("Golden"), .copy("HCL/oracle.py"), .copy("YAMLTestSuite")]),
        tests("ManifestsFuzzTests", ["GoldenManifests", "Manifests", "manifests-fuzz"]),
        tests(
            "MergeRequestTextsTests", ["MergeRequestTexts", "PortsTestKit", "Promotion", "TestServers"],
            resources: [.copy("Golden"), .copy("Renderers/renderers.py")]),
        tests(
            "NotificationsTests",
            ["HTTPTransport", "Notifications", "PortsTestKit", "Promotion", "Secrets", "TestServers", logging]),
        tests("PatternsTests", ["Patterns"]),
        tests("PortsTestKitTests", ["PortsTestKit", "Promotion"]),
        tests(
            "PromotionTests", ["Manifests", "PortsTestKit", "Promotion", "Versions"], resources: [.copy("Golden")]),
        tests(
            "ReconcilersTests",
            [
                "CLinux", "HTTPTransport", "Manifests", "PortsTestKit", "Promotion", "Reconcilers", "Secrets",
                "TestServers", "reconciler-trial",
            ], resources: [.copy("Runners"), .copy("Servers")]),
        tests(
            "RegistriesTests", ["HTTPTransport", "Promotion", "Registries", "TestServers", crypto]),
        tests("SSHTransportTests", ["SSHTransport", "TestServers"]),
        tests(
            "ScenarioTests",
            ["Engine", "Manifests", "MergeRequestTexts", "PortsTestKit", "Promotion", "Versions", logging]),
        tests("SecretsTests", ["Promotion", "Secrets", "TestServers"]),
        tests("StoresTests", ["PortsTestKit", "Promotion", "Stores", "TestServers", grdb]),
        tests(
            "CommandLineTests",
            [
                "Configurations", "Engine", "HTTPTransport", "Manifests", "PortsTestKit", "Promotion", "Reconcilers",
                "SSHTransport", "Secrets", "TestServers", "Web", "WebTestKit", "Webhooks", "sluice", arguments, logging,
            ]),
        tests(
            "WebTests",
            [
                "Engine", "HTTPTransport", "PortsTestKit", "Promotion", "Secrets", "TestServers", "Web", "WebTestKit",
                "Webhooks", httpTypes, logging,
            ], resources: [.copy("Golden")]),
        tests(
            "WebhooksTests", ["Promotion", "Secrets", "TestServers", "Webhooks", crypto, cryptoExtras],
            resources: [.copy("Golden"), .copy("VendorSamples")]),
        tests(
            "VerificationsTests",
            ["HTTPTransport", "Manifests", "PortsTestKit", "Promotion", "Secrets", "TestServers", "Verifications"]),
        tests("VersionsTests", ["Patterns", "TestServers", "Versions"], resources: [.copy("Masterminds")]),
    ],
    swiftLanguageModes: [.v6]
)
