// swift-tools-version: 6.2
import PackageDescription

/// Where libFuzzer without its `main` lies; set by Tools/fuzz, which builds apart from everything else.
let fuzzer = Context.environment["CCSTORE_FUZZ"]

/// Our own targets are warning-free; in CI a warning is an error.
let strict: [SwiftSetting] =
  [.swiftLanguageMode(.v6)]
  + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])
  + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])])

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "ccstore",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "ccstore", targets: ["ccstore"]),
    .executable(name: "ccstore-serve", targets: ["ccstore-serve"]),
    .library(name: "SessionStore", targets: ["SessionStore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // Only ccstore-serve builds it. Its traits would link full Foundation.
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CChecksum"),
    .target(name: "Bytes", dependencies: ["CChecksum"], swiftSettings: strict),
    .target(name: "Times", dependencies: ["Bytes"], swiftSettings: strict),
    .target(name: "FileIO", dependencies: ["Times", "Bytes", "CChecksum", system], swiftSettings: strict),
    .target(name: "LineCodecs", dependencies: ["Times", "Bytes", "CLZ4"], swiftSettings: strict),
    .target(
      name: "SegmentedLog", dependencies: ["LineCodecs", "FileIO", "Times", "Bytes", "CChecksum", system],
      swiftSettings: strict),
    .target(name: "Transcripts", dependencies: ["FileIO", "Times", "Bytes", system], swiftSettings: strict),
    .target(
      name: "SessionLog",
      dependencies: ["Transcripts", "SegmentedLog", "LineCodecs", "FileIO", "Times", "Bytes", "CChecksum", system],
      swiftSettings: strict),
    .target(
      name: "Sync",
      dependencies: ["SessionLog", "Transcripts", "SegmentedLog", "LineCodecs", "FileIO", "Times", "Bytes", system],
      swiftSettings: strict),
    .target(
      name: "Answers",
      dependencies: [
        "Sync", "SessionLog", "Transcripts", "SegmentedLog", "LineCodecs", "FileIO", "Times", "Bytes", system,
      ],
      swiftSettings: strict),
    .target(
      name: "Operations",
      dependencies: [
        "Answers", "Sync", "SessionLog", "Transcripts", "SegmentedLog", "LineCodecs", "FileIO", "Times", "Bytes",
        "CZlib", system,
      ],
      swiftSettings: strict),
    .target(
      name: "Documents",
      dependencies: [
        "Operations", "Answers", "SessionLog", "Transcripts", "SegmentedLog", "LineCodecs", "FileIO", "Times", "Bytes",
        system,
      ],
      swiftSettings: strict),
    .target(
      name: "Tables",
      dependencies: [
        "Documents", "Operations", "Answers", "Sync", "SessionLog", "Transcripts", "SegmentedLog", "Times", "Bytes",
        system,
      ],
      swiftSettings: strict),
    .target(
      name: "ModelContext",
      dependencies: [
        "Tables", "Operations", "Answers", "Sync", "SessionLog", "Transcripts", "SegmentedLog", "FileIO", "Times",
        "Bytes",
        system,
      ],
      swiftSettings: strict),
    .target(
      name: "SessionStore",
      dependencies: [
        "Documents", "Operations", "Answers", "Sync", "SessionLog", "Transcripts", "SegmentedLog", "LineCodecs",
        "FileIO", "Times", "Bytes", system,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "ccstore",
      dependencies: [
        "SessionStore", "ModelContext", "Tables", "Times", "Bytes", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // A static standard library starts in half the time. Tests stay dynamic, so this is a setting of the one product,
      // and one build serves both.
      linkerSettings: [
        .unsafeFlags(
          ["-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims"],
          .when(platforms: [.linux], configuration: .release))
      ]),
    .target(
      name: "Serving",
      dependencies: [
        "SessionStore", "Tables", "Documents", "Operations", "Answers", "Sync", "SessionLog", "Transcripts",
        "SegmentedLog", "FileIO", "Times", "Bytes", system,
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      exclude: ["Dashboard"], swiftSettings: strict),
    .executableTarget(
      name: "ccstore-serve",
      dependencies: [
        "Serving", "ModelContext", "SessionStore", "Tables", "Sync", "Answers", "Transcripts", "SegmentedLog", "FileIO",
        system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags(
          ["-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims"],
          .when(platforms: [.linux], configuration: .release))
      ]),
    .executableTarget(
      name: "view-bench", dependencies: ["SessionStore", "FileIO", "Times", system], path: "Tools/ViewBench",
      swiftSettings: strict),
    .executableTarget(
      name: "bare-pipeline", dependencies: ["Transcripts", "FileIO", "Bytes", "CLZ4", "CChecksum", system],
      path: "Tools/BarePipeline", swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: [
        "SessionStore", "Documents", "Operations", "Answers", "Sync", "SessionLog", "SegmentedLog", "Transcripts",
        "FileIO", "Times", "Bytes", system,
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "BytesTests", dependencies: ["Bytes", "CChecksum", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "TimesTests", dependencies: ["Times", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "FileIOTests", dependencies: ["FileIO", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SegmentedLogTests", dependencies: ["Sync", "SegmentedLog", "LineCodecs", "CChecksum", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "TranscriptsTests", dependencies: ["Transcripts", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SessionStoreTests",
      dependencies: [
        "ModelContext", "Tables", "SessionStore", "Documents", "Operations", "Answers", "Sync", "SessionLog",
        "TestSupport", "CZlib",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ServingTests", dependencies: ["Serving", "Tables", "SessionStore", "FileIO", "Bytes", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["TestSupport", "SessionStore", "SegmentedLog", "FileIO"],
      swiftSettings: strict),
  ]
)

if let fuzzer {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
    .executableTarget(
      name: "ccstore-fuzz",
      dependencies: [
        "SessionStore", "Documents", "Operations", "Answers", "Sync", "SessionLog", "SegmentedLog", "Transcripts",
        "TestSupport", "LineCodecs", "FileIO", "Bytes", "CLZ4", "CLibFuzzer", system,
      ],
      path: "Tests/Fuzz", exclude: ["CLibFuzzer"], swiftSettings: strict,
      linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++"), .linkedLibrary("m")]),
  ]
}
