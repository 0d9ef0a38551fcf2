/// Where and how what is evicted is kept.
public struct ArchiveSettings: Hashable, Sendable {
  /// The absolute path of the folder; nil for `DataLocations.archiveDirectory`.
  public var directory: String?
  /// The level of Zstandard's compression, 1…19.
  public var level: Int

  /// The default level: https://facebook.github.io/zstd/zstd_manual.html (ZSTD_CLEVEL_DEFAULT).
  public static let defaultLevel = 3

  /// Settings; everything left out has its documented default.
  public init(directory: String? = nil, level: Int = defaultLevel) {
    self.directory = directory
    self.level = level
  }
}
