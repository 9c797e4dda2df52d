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

let package = Package(
    name: "sluice",
    dependencies: [],
    targets: [
        // Floor 0: system libraries, a module map and a shim each.
        system("CGit2", "libgit2", apt: "libgit2-dev"),
        system("CSSH2", "libssh2", apt: "libssh2-1-dev"),
        system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        system("CYAML", "yaml-0.1", apt: "libyaml-dev"),
        system("CPCRE2", "libpcre2-8", apt: "libpcre2-dev"),
    ],
    swiftLanguageModes: [.v6]
)
