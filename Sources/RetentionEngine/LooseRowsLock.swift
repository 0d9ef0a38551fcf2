internal import Glibc
internal import OpencodeStore

/// Keeps several retentiond, each with an archive of its own, from each other's rows whose sessions do not stand in the
/// database: a restore puts rows in before their sessions, an eviction removes them after these, and for a third one they
/// look like rows of sessions that do not exist.
///
/// - Whoever puts sessions in, removes rows of sessions that do not exist, or finishes what was interrupted, has it alone.
/// - Passes that evict share it.
///
/// A lock on the database's folder: nothing is written there, and the kernel releases it when the process ends.
/// https://man7.org/linux/man-pages/man2/flock.2.html
final class LooseRowsLock {
  private let descriptor: Int32
  /// Whether nobody else has it.
  private(set) var isExclusive: Bool

  private init(descriptor: Int32, isExclusive: Bool) {
    self.descriptor = descriptor
    self.isExclusive = isExclusive
  }

  deinit {
    // Another thread's child may have the folder open, too, until it becomes another program: see `PassLock`.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes it alone; nil where the file system has no such lock.
  ///
  /// - Throws: `PassError.looseRows` when somebody else has it, `PassError.file`.
  static func alone(at path: String) throws -> LooseRowsLock? {
    try take(path, [LOCK_EX])
  }

  /// Takes it alone if that can be done, and otherwise shares it; nil where the file system has no such lock.
  ///
  /// - Throws: `PassError.looseRows` when somebody else has it alone, `PassError.file`.
  static func aloneOrShared(at path: String) throws -> LooseRowsLock? {
    try take(path, [LOCK_EX, LOCK_SH])
  }

  /// Lets others share it.
  func share() {
    guard isExclusive, flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return }
    isExclusive = false
  }

  private static func take(_ path: String, _ kinds: [Int32]) throws -> LooseRowsLock? {
    let folder = DatabaseFile(path: path).folder
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PassError.file(path: folder, operation: "open", code: errno) }
    for kind in kinds {
      if flock(descriptor, kind | LOCK_NB) == 0 {
        return LooseRowsLock(descriptor: descriptor, isExclusive: kind == LOCK_EX)
      }
      guard errno == EWOULDBLOCK else {
        close(descriptor)
        return nil
      }
    }
    close(descriptor)
    throw PassError.looseRows(folder: folder)
  }
}
