internal import Glibc

/// The file that a database is compacted into: private, of a unique name, and gone at the end.
///
/// A lock that the kernel drops with its process tells a file in use from one that a crash left behind
/// (https://man7.org/linux/man-pages/man2/flock.2.html); SQLite uses locks of another kind, which it does not
/// meet.
final class AsideFile {
  let path: String
  private let descriptor: Int32

  private static let prefix = "retentiond-compact-"
  private static let suffix = ".db"
  private static let journalSuffix = "-journal"
  /// The function; without its type the name would mean the structure.
  private static let lock: @Sendable (CInt, CInt) -> CInt = flock

  /// Makes an empty file, which `VACUUM INTO` accepts (https://sqlite.org/lang_vacuum.html#vacuuminto).
  ///
  /// - Throws: `ReclaimError`.
  init(in folder: String) throws {
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    path = "\(folder)/\(Self.prefix)\(ProcessTable.ownID)-\(unique)\(Self.suffix)"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ReclaimError.system(operation: "creation", path: path, code: errno)
    }
    // Thrown once all is set, it runs `deinit`, which removes and closes.
    guard Self.lock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw ReclaimError.system(operation: "locking", path: path, code: errno)
    }
  }

  deinit {
    Self.remove(path)
    close(descriptor)
  }

  /// Removes what crashed processes left behind; a file in use is left alone. Returns how many there were.
  ///
  /// - Throws: `ReclaimError`.
  @discardableResult
  static func removeStale(in folder: String) throws -> Int {
    var removed = 0
    let names = try Folder.names(in: folder) ?? []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix + journalSuffix) {
      let path = "\(folder)/\(name)"
      // After a power failure it may stand there alone.
      if access(String(path.dropLast(journalSuffix.count)), F_OK) != 0 && errno == ENOENT { unlink(path) }
    }
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else {
        if errno == ENOENT { continue }
        throw ReclaimError.system(operation: "opening", path: path, code: errno)
      }
      defer { close(descriptor) }
      guard Self.lock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
      remove(path)
      removed += 1
    }
    return removed
  }

  private static func remove(_ path: String) {
    unlink(path)
    unlink(path + journalSuffix)
  }
}
