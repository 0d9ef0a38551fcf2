internal import Glibc

/// Where an export goes: a new file, which only its owner can read, or standard output.
final class ExportFile {
  private let path: String?
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private(set) var count: Int64 = 0

  private static let capacity = 256 * 1024

  /// Makes a file; nil: standard output is written to.
  ///
  /// - Throws: `RebuildError.exportExists`, `RebuildError.export`.
  init(path: String?) throws {
    self.path = path
    descriptor = path.map { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) } ?? STDOUT_FILENO
    guard descriptor < 0 else { return }
    throw errno == EEXIST
      ? RebuildError.exportExists(path: path ?? "")
      : RebuildError.export(path: path, operation: "make", code: errno)
  }

  deinit {
    if path != nil, descriptor >= 0 { close(descriptor) }
  }

  /// Writes bytes.
  ///
  /// - Throws: `RebuildError.export`.
  func write(_ bytes: some Collection<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes what is left, and waits until it is on the disk.
  ///
  /// - Throws: `RebuildError.export`.
  func finish() throws {
    try flush()
    guard path == nil || fsync(descriptor) == 0 else {
      throw RebuildError.export(path: path, operation: "sync", code: errno)
    }
  }

  /// Removes the file: a part of an export looks like a whole one.
  func remove() {
    if let path { unlink(path) }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if written < 0 {
          if errno == EINTR { continue }
          throw RebuildError.export(path: path, operation: "write", code: errno)
        }
        done += written
      }
    }
    count += Int64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }
}
