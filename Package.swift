// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target: the language mode and features that the style guide asks for.
let settings: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// The same, compiled with optimisation in debug builds as well, for the pure targets that whole runs in virtual time go
/// through: the tests rehearse 20,000 of them, ten times as fast (docs/decisions/0010-optimised-core-in-debug.md).
let optimisedSettings: [SwiftSetting] = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The commit that is built, as hexadecimal digits; empty if `REDRIVE_COMMIT` does not say.
///
/// A build from an archive has none.
let commit = (Context.environment["REDRIVE_COMMIT"] ?? "").filter(\.isHexDigit)

/// The test targets to build, with commas between them; all of them if `REDRIVE_TEST_TARGETS` does not say.
///
/// Under the thread sanitizer only what is concurrent is tested, and the rest need not be compiled once more.
let testTargets = Context.environment["REDRIVE_TEST_TARGETS"].map { $0.split(separator: ",").map(String.init) }

let package = Package(
    name: "redrive",
    products: [
        .executable(name: "redrive", targets: ["redrive"]),
        // For tests only: preloaded into the real binary, it sets how many threads the task pool has.
        .library(name: "PoolWidth", type: .dynamic, targets: ["PoolWidth"]),
    ],
    dependencies: [
        // The command line: parsing, help, completions, man pages.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // OrderedDictionary, OrderedSet, BitSet and Heap instead of hand-made ones.
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),

        // The rest is pinned: promises stand on what was read in these very versions (AsyncHTTPTransport.swift, decision
        // 0002). A newer async-http-client that sends a POST again by itself would break the first one silently, and
        // what is checked of a certificate is up to swift-nio-ssl. Before one of these lines changes: read the new
        // version's code for what AsyncHTTPTransport.swift names, and pass AsyncHTTPTransportTests (SendingOnceTests and
        // OwnConnectionTests for requests, ConnectingTests for TLS) and EndToEndTests.

        // HTTP without a hidden second sending (docs/decisions/0002-async-http-client.md).
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // The simulator's loopback socket, and the types that async-http-client speaks in; when an error comes, and
        // which, tells whether a request has left.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // TLS: trust roots of the operator's choice, and what a certificate has to say.
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        // MARK: text
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "TerminalText", swiftSettings: settings),
        .target(name: "LocatedYAML", dependencies: ["CLibYAML", "TerminalText"], swiftSettings: settings),

        // MARK: what Swift cannot call
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CSHA256"),
        // The commit that the binary is built from, as .ci/package says it; without it, a development build.
        .target(name: "CBuild", cSettings: [.define("REDRIVE_COMMIT", to: "\"\(commit)\"")]),

        // MARK: the pure part
        .target(name: "Transport", swiftSettings: settings),
        .target(name: "JSONText", swiftSettings: optimisedSettings),
        .target(name: "Hashing", dependencies: ["CSHA256"], swiftSettings: optimisedSettings),
        .target(name: "WorkatoJobs", dependencies: ["JSONText", "Transport"], swiftSettings: optimisedSettings),
        .target(
            name: "RedriveCore",
            dependencies: [
                "Hashing", "JSONText", "TerminalText", "WorkatoJobs",
                .product(name: "BitCollections", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: optimisedSettings
        ),
        .target(
            name: "RunbookParsing",
            dependencies: ["JSONText", "LocatedYAML", "TerminalText", "RedriveCore", "WorkatoJobs"],
            swiftSettings: settings
        ),
        .target(
            name: "WorkatoSimulator",
            dependencies: [
                "Transport", "LocatedYAML", "TerminalText",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: optimisedSettings
        ),

        // MARK: the shell
        .target(
            name: "RedriveEngine",
            dependencies: ["RedriveCore", "WorkatoJobs", "Transport", "Hashing"],
            swiftSettings: settings
        ),
        .target(
            name: "AsyncHTTPTransport",
            dependencies: [
                "Transport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ControlSocket",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SimulatorServer",
            dependencies: [
                "WorkatoSimulator",
                "Transport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "RedriveCLI",
            dependencies: [
                "RedriveEngine", "RedriveCore", "RunbookParsing", "LocatedYAML", "TerminalText", "WorkatoJobs",
                "JSONText", "Transport", "Hashing", "CBuild",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "redrive",
            dependencies: [
                "RedriveCLI", "RedriveEngine", "RedriveCore", "LocatedYAML", "AsyncHTTPTransport", "ControlSocket",
                "SimulatorServer", "WorkatoSimulator", "Transport", "CProcess",
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "RedriveBenchmarks",
            dependencies: [
                "RedriveEngine", "RedriveCore", "RedriveTestSupport", "WorkatoJobs", "WorkatoSimulator",
                "SimulatorServer",
                "Transport",
            ],
            swiftSettings: settings
        ),
        .target(
            name: "RedriveTestSupport",
            dependencies: [
                "RedriveEngine", "RedriveCore", "WorkatoJobs", "WorkatoSimulator", "Transport",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: optimisedSettings
        ),

        // MARK: tests
        .testTarget(name: "TerminalTextTests", dependencies: ["TerminalText"], swiftSettings: settings),
        .testTarget(name: "LocatedYAMLTests", dependencies: ["LocatedYAML", "TerminalText"], swiftSettings: settings),
        .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: settings),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: settings),
        .testTarget(name: "WorkatoJobsTests", dependencies: ["WorkatoJobs", "Transport"], swiftSettings: settings),
        .testTarget(
            name: "RedriveCoreTests",
            dependencies: ["RedriveCore", "WorkatoJobs", "Transport", "WorkatoSimulator", "RedriveTestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RehearsalTests",
            dependencies: ["RedriveTestSupport", "RedriveCore", "WorkatoJobs", "WorkatoSimulator", "Transport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RunbookParsingTests",
            dependencies: ["RunbookParsing", "LocatedYAML", "RedriveCore", "WorkatoJobs", "RedriveTestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RedriveEngineTests",
            dependencies: ["RedriveEngine", "RedriveCore", "WorkatoJobs", "RedriveTestSupport", "Transport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WorkatoSimulatorTests",
            dependencies: ["WorkatoSimulator", "Transport", "LocatedYAML"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AsyncHTTPTransportTests",
            dependencies: [
                "AsyncHTTPTransport",
                "Transport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SimulatorServerTests",
            dependencies: [
                "SimulatorServer",
                "WorkatoSimulator",
                "Transport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RedriveCLITests",
            dependencies: [
                "RedriveCLI", "TerminalText", "RunbookParsing", "RedriveEngine", "RedriveCore", "LocatedYAML",
                "WorkatoJobs",
                "Transport",
                "WorkatoSimulator", "RedriveTestSupport", "Hashing",
            ],
            swiftSettings: settings
        ),
        .target(name: "PoolWidth"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["redrive", "LocatedYAML", "RedriveTestSupport"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)

if let testTargets {
    package.targets.removeAll { target in
        target.type == .test && !testTargets.contains(target.name) || target.name == "RedriveBenchmarks"
    }
}
