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
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),

    .target(name: "RetentionPolicy", swiftSettings: memorySafe),
    .target(
      name: "OpencodeStore", dependencies: ["RetentionPolicy", "CSQLite", "CXXHash"], swiftSettings: settings),
    .testTarget(
      name: "OpencodeStoreTests", dependencies: ["OpencodeStore", "RetentionPolicy"], swiftSettings: settings),
  ]
)
