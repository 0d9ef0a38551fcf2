internal import Glibc

/// The folder that keeps what retentiond must know at its next run. Small texts, replaced as a whole.
struct StateFolder {
  let path: String

  /// The text of a file; empty when there is none.
  ///
  /// - Throws: `PassError.file`.
  func read(_ name: String) throws -> String {
    let descriptor = open(path + "/" + name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return "" }
      throw PassError.file(path: path + "/" + name, operation: "open", code: errno)
    }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw PassError.file(path: path + "/" + name, operation: "read", code: errno) }
      if count == 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }

  /// Replaces the text of a file, all at once: written aside, synced, renamed.
  ///
  /// - Throws: `PassError.file`.
  func replace(_ name: String, with text: String) throws {
    let aside = path + "/" + name + ".new"
    let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PassError.file(path: aside, operation: "make", code: errno) }
    defer { close(descriptor) }
    guard write(text, descriptor), fsync(descriptor) == 0 else {
      let code = errno
      unlink(aside)
      throw PassError.file(path: aside, operation: "write", code: code)
    }
    guard rename(aside, path + "/" + name) == 0 else {
      throw PassError.file(path: path + "/" + name, operation: "replace", code: errno)
    }
  }

  /// Writes all of a text; a disk that gets full takes a part first. https://man7.org/linux/man-pages/man2/write.2.html
  private func write(_ text: String, _ descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }
}
