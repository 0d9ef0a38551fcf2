internal import Glibc
internal import SessionArchive

/// One retentiond at a time for an archive: a lock on a file in its folder, which the kernel releases when the
/// process ends, however it ends. https://man7.org/linux/man-pages/man2/flock.2.html
final class PassLock {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `PassError.locked`, which says who has it, or `PassError.file`.
  init(directory: ArchiveDirectory) throws {
    let path = directory.path + "/retentiond.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PassError.file(path: path, operation: "open", code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      // Thrown once all is set, it runs `deinit`, which closes: a second close would hit a stranger's file.
      throw errno == EWOULDBLOCK
        ? PassError.locked(path: path, holder: Self.holder(descriptor))
        : PassError.file(path: path, operation: "lock", code: errno)
    }
    let note = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = note.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit {
    // Closing alone is not enough while another thread starts a process, which has the file too until it becomes
    // another program: the lock is the file's, and is gone when anybody says so. flock(2)
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// The process that wrote its number into the file.
  private static func holder(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let number = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).prefix { $0.isNumber }
    return number.isEmpty ? "another process" : "process \(number)"
  }
}
