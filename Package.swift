// swift-tools-version: 6.2
import PackageDescription

/// One set of compiler settings for every room: what compiles here compiles without a warning.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For the rooms that hold no C pointer: every unsafe construct is an error there.
let memorySafe: [SwiftSetting] = settings + [.strictMemorySafety()]

let package = Package(
  name: "retentiond",
  products: [
    // To be preloaded into a process of a test. Nothing links it.
    .library(name: "FileFaults", type: .dynamic, targets: ["FileFaults"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CLinux"),

    .target(name: "RetentionPolicy", swiftSettings: memorySafe),
    .target(
      name: "RetentionConfiguration", dependencies: ["RetentionPolicy"], swiftSettings: memorySafe),
    .target(
      name: "OpencodeStore", dependencies: ["RetentionPolicy", "CLinux", "CSQLite", "CXXHash"],
      swiftSettings: settings),
    .target(
      name: "SessionArchive",
      dependencies: ["RetentionPolicy", "OpencodeStore", "CLinux", "COpenSSL", "CZstd"],
      swiftSettings: settings),
    .target(
      name: "SessionRebuild", dependencies: ["RetentionPolicy", "OpencodeStore", "SessionArchive"],
      swiftSettings: settings),
    .target(
      name: "SystemdSupport", dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")],
      swiftSettings: settings),
    .target(
      name: "RetentionEngine",
      dependencies: ["RetentionPolicy", "OpencodeStore", "SessionArchive", "SessionRebuild"],
      swiftSettings: settings),
    .target(
      name: "RetentionAgent",
      dependencies: ["RetentionPolicy", "OpencodeStore", "RetentionEngine", "SystemdSupport", "CLinux"],
      swiftSettings: settings),
    .executableTarget(
      name: "retentiond",
      dependencies: [
        "RetentionPolicy", "RetentionConfiguration", "OpencodeStore", "SessionArchive", "SessionRebuild",
        "RetentionEngine", "RetentionAgent", "SystemdSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    .target(
      name: "SampleDatabase", dependencies: ["OpencodeStore", "RetentionPolicy"], swiftSettings: settings),
    .executableTarget(
      name: "sample-database",
      dependencies: [
        "SampleDatabase", "RetentionPolicy",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .testTarget(
      name: "RetentionPolicyTests", dependencies: ["RetentionPolicy", "TestSupport"], exclude: ["Golden"],
      swiftSettings: settings),
    .testTarget(
      name: "RetentionConfigurationTests", dependencies: ["RetentionConfiguration", "TestSupport"],
      swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: [
        "OpencodeStore", "CXXHash", "RetentionPolicy", "SampleDatabase", "SessionArchive",
      ], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(
      name: "WriterTrial",
      dependencies: ["RetentionPolicy", "SessionArchive", "TestSupport"], path: "Tests/WriterTrial",
      swiftSettings: settings),
    .executableTarget(
      name: "opencode-writer",
      dependencies: [
        "OpencodeStore", "RetentionPolicy", "SampleDatabase", "SessionArchive", "TestSupport", "WriterTrial",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Tests/OpencodeWriter", swiftSettings: settings),
    .testTarget(
      name: "WriterTests",
      dependencies: [
        "WriterTrial", "OpencodeStore", "RetentionPolicy", "RetentionEngine", "SampleDatabase",
        "SessionArchive", "TestSupport",
      ], swiftSettings: settings),
    .executableTarget(
      name: "damage-trials",
      dependencies: [
        "RetentionEngine", "SessionArchive", "OpencodeStore", "RetentionPolicy", "SampleDatabase",
        "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Tests/DamageTrials", swiftSettings: settings),
    .testTarget(
      name: "DamageTests", dependencies: ["damage-trials", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "SampleDatabaseTests",
      dependencies: ["SampleDatabase", "OpencodeStore", "RetentionPolicy", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RetentiondTests",
      dependencies: [
        "retentiond", "RetentionPolicy", "RetentionConfiguration", "OpencodeStore", "SessionArchive",
        "SessionRebuild", "RetentionEngine", "SampleDatabase", "TestSupport",
      ], exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "DocumentationTests", dependencies: ["retentiond", "RetentionConfiguration", "RetentionEngine"],
      swiftSettings: settings),
    .testTarget(
      name: "OpencodeStoreTests",
      dependencies: [
        "CSQLite", "OpencodeStore", "RetentionPolicy", "SampleDatabase", "SessionArchive", "TestSupport",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "journal-probe",
      dependencies: ["SystemdSupport", .product(name: "Logging", package: "swift-log")],
      path: "Tests/journal-probe", swiftSettings: settings),
    .testTarget(
      name: "SystemdSupportTests",
      dependencies: [
        "SystemdSupport", "OpencodeStore", "journal-probe", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .testTarget(
      name: "SessionArchiveTests",
      dependencies: [
        "SessionArchive", "OpencodeStore", "RetentionPolicy", "SampleDatabase", "TestSupport",
      ], swiftSettings: settings),
    .testTarget(
      name: "SessionRebuildTests",
      dependencies: [
        "SessionRebuild", "RetentionEngine", "SessionArchive", "OpencodeStore", "RetentionPolicy",
        "SampleDatabase", "TestSupport",
      ], swiftSettings: settings),
    .testTarget(
      name: "RetentionEngineTests",
      dependencies: [
        "RetentionEngine", "SessionArchive", "OpencodeStore", "RetentionPolicy", "SampleDatabase",
        "TestSupport",
      ], swiftSettings: settings),
    .target(
      name: "FileFaults", path: "Tests/FileFaults",
      cSettings: [.define("_GNU_SOURCE"), .treatAllWarnings(as: .error)]),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "retentiond", "RetentionEngine", "SessionArchive", "SessionRebuild", "OpencodeStore",
        "RetentionPolicy",
        "SampleDatabase", "TestSupport",
      ], swiftSettings: settings),
  ]
)
