internal import Glibc
internal import OpencodeStore

/// Keeps rows on their way into a database from being taken for rows of sessions that do not exist: a restore puts these in
/// before the sessions, and a pass with another archive knows nothing of it.
///
/// A lock on the database's folder: nothing is written there, and the kernel releases it when the process ends.
/// https://man7.org/linux/man-pages/man2/flock.2.html
final class InsertionLock {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit {
    // Another thread's child may have the folder open, too, until it becomes another program: see `PassLock`.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// A lock for whoever puts rows in; several may at once. Nil where the file system has no such lock: a pass then does
  /// not get it either.
  ///
  /// - Throws: `PassError.orphansGo` when a pass is at such rows.
  static func forInserting(into path: String) throws -> InsertionLock? {
    switch take(path, LOCK_SH) {
    case .success(let lock): return lock
    case .failure(let failure) where failure.code == EWOULDBLOCK: throw PassError.orphansGo(path: path)
    case .failure: return nil
    }
  }

  /// A lock for whoever removes such rows; nil when it is not to be had: then they stay.
  static func forRemovingOrphans(from path: String) -> InsertionLock? {
    if case .success(let lock) = take(path, LOCK_EX) { lock } else { nil }
  }

  private struct Refusal: Error {
    let code: Int32
  }

  private static func take(_ path: String, _ kind: Int32) -> Result<InsertionLock, Refusal> {
    let descriptor = open(DatabaseFile(path: path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(Refusal(code: errno)) }
    guard flock(descriptor, kind | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      return .failure(Refusal(code: code))
    }
    return .success(InsertionLock(descriptor: descriptor))
  }
}
