internal import Glibc

/// `/proc`: which processes there are. https://man7.org/linux/man-pages/man5/proc.5.html
///
/// Processes end while one looks: what is gone is nil, not a failure.
enum ProcessTable {
  /// This process.
  static var ownID: Int32 { getpid() }

  /// All processes that can be seen.
  ///
  /// - Throws: `ReclaimError` when `/proc` cannot be listed.
  static func processIDs() throws -> [Int32] {
    (try Folder.names(in: "/proc") ?? []).compactMap { Int32($0) }
  }

  /// The name of the program that a process runs, at most 15 characters; empty when it has ended.
  static func command(of process: Int32) throws -> String {
    var text = try text(of: "/proc/\(process)/comm") ?? ""
    if text.last == "\n" { text.removeLast() }
    return text
  }

  /// The text of a file below `/proc`; nil when its process has ended.
  ///
  /// - Throws: `ReclaimError`.
  static func text(of path: String) throws -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ESRCH { return nil }
      throw ReclaimError.system(operation: "reading", path: path, code: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      guard count > 0 else {
        if errno == EINTR { continue }
        if errno == ESRCH { return nil }
        throw ReclaimError.system(operation: "reading", path: path, code: errno)
      }
      bytes += chunk[..<count]
    }
  }
}
