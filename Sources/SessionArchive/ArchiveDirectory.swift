internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy

/// The folder that holds the archive files and their catalog.
public struct ArchiveDirectory: Hashable, Sendable {
  /// Where it is.
  public let path: String

  /// How archive files are named: `opencode-archive-2026-11-21T064500Z.json.zst`.
  private static let prefix = "opencode-archive-"
  private static let suffix = ".json.zst"
  private static let fileTimeLength = "2026-11-21T064500Z".count
  /// What an archive file's name ends with until it is complete.
  private static let partialSuffix = ".partial"

  /// The directory at a path; nothing is made yet.
  public init(path: String) {
    self.path = path
  }

  /// The catalog's database.
  public var catalogPath: String { path + "/catalog.db" }

  /// Whether somebody archived into this folder.
  ///
  /// - Throws: `ReclaimError.system` when it cannot be listed.
  public var isUsed: Bool {
    get throws { try access(catalogPath, F_OK) == 0 || !files().isEmpty }
  }

  /// Where a restore keeps long values; named so that `removePartialFiles` knows it.
  var spoolPath: String { path + "/" + Self.prefix + "restore" + Self.partialSuffix }

  /// Makes the folder and those above it, for their owner alone, where they are missing.
  ///
  /// - Throws: `ArchiveError`.
  public func make() throws {
    try Folder.makePrivate(path)
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileHandle.failure(path, "look at") }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw ArchiveError.notAFolder(path: path) }
    guard access(path, R_OK | W_OK | X_OK) == 0 else { throw FileHandle.failure(path, "write into") }
  }

  /// The complete archive files by name, oldest first.
  ///
  /// - Throws: `ArchiveError`.
  func files() throws -> [String] {
    try names().filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(Self.suffix) }.sorted(by: Self.isOlder)
  }

  /// The order in which names of `newName` were given: by time, then by the number that tells equal times apart,
  /// which is longer where it is larger.
  private static func isOlder(_ left: String, _ right: String) -> Bool {
    let times = [left, right].map { $0.prefix(prefix.count + fileTimeLength) }
    return times[0] == times[1] ? (left.count, left) < (right.count, right) : times[0] < times[1]
  }

  /// Removes what a crash left half written. Nobody else may be writing into the folder.
  ///
  /// - Throws: `ArchiveError`.
  public func removePartialFiles() throws {
    for name in try names() where name.hasPrefix(Self.prefix) && name.hasSuffix(Self.partialSuffix) {
      guard unlink(path + "/" + name) == 0 || errno == ENOENT else {
        throw FileHandle.failure(path + "/" + name, "remove")
      }
    }
  }

  /// Gives a damaged catalog another name, so that a new one can be made from the files.
  ///
  /// - Throws: `ArchiveError`.
  func setCatalogAside() throws {
    guard rename(catalogPath, catalogPath + ".damaged") == 0 else {
      throw FileHandle.failure(catalogPath, "rename")
    }
    for suffix in ["-wal", "-shm", "-journal"] { unlink(catalogPath + suffix) }
  }

  /// A name for a new archive file, and the name it has until it is complete.
  func newName(at moment: Timestamp) throws -> (complete: String, partial: String) {
    let taken = Set(try names())
    // The order of the names tells a catalog that is made anew which state of a session is the latest: a clock that
    // went back must not change it.
    let newest = try files().last?.dropFirst(Self.prefix.count).prefix(Self.fileTimeLength) ?? ""
    let stem = Self.prefix + max(Self.fileTime(moment), String(newest))
    var name = stem + Self.suffix
    var number = 2
    while taken.contains(name) || taken.contains(name + Self.partialSuffix) {
      name = "\(stem)-\(number)\(Self.suffix)"
      number += 1
    }
    return (name, name + Self.partialSuffix)
  }

  private func names() throws -> [String] { try Folder.names(in: path) ?? [] }

  /// `2026-11-21T064500Z`: ISO 8601 in UTC, without the colons that some file systems refuse.
  static func fileTime(_ moment: Timestamp) -> String {
    moment.iso8601.filter { $0 != ":" }
  }
}
