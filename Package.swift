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

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "sluice",
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // Floor 0: system libraries, a module map and a shim each.
        system("CGit2", "libgit2", apt: "libgit2-dev"),
        system("CSSH2", "libssh2", apt: "libssh2-1-dev"),
        system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        system("CYAML", "yaml-0.1", apt: "libyaml-dev"),
        system("CPCRE2", "libpcre2-8", apt: "libpcre2-dev"),

        // Floor 1: pure formats and bare transports.
        floor("Patterns", ["CPCRE2"]),
        floor("Versions", ["Patterns"]),
        floor("Manifests", ["CYAML"]),
        floor("HTTPTransport", ["CCurl"]),
        floor("SSHTransport", ["CSSH2"]),

        // Floor 2: the words, the planner, the gates and the state machine. Pure.
        floor("Promotion", ["Manifests", "Versions", crypto]),

        // Floor 3: adapters behind the ports, and the loop that knows the ports only.
        floor("Engine", ["Promotion", "Versions", heap, logging]),

        tests("PromotionTests", ["Manifests", "Promotion", "Versions"]),
    ],
    swiftLanguageModes: [.v6]
)
