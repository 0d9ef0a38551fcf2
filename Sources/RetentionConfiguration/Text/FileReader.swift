internal import Glibc

/// Reading a whole small file.
enum FileReader {
  /// Why a file could not be read.
  enum Failure: Error, Hashable {
    case missing
    case directory
    case notRegular
    case tooLarge
    case system(Int32)

    /// What is wrong, to follow the name of the file: "is a directory".
    var sentence: String {
      switch self {
      case .missing: "does not exist"
      case .directory: "is a directory, not a file"
      case .notRegular: "is a pipe or a socket, not a file"
      case .tooLarge: "is larger than \(sizeLimit / 1_048_576) MB"
      case .system(let number): "cannot be read (\(unsafe String(cString: strerror(number))))"
      }
    }
  }

  /// What is longer is no configuration, and would only fill the memory.
  static let sizeLimit = 16 * 1_048_576

  /// The bytes of the file at `path`.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    // A path with a NUL would be cut short on its way through C and name another file.
    guard !path.utf8.contains(0) else { throw .system(EINVAL) }
    // Non-blocking, as opening a pipe that nobody writes to would hang the daemon.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFCHR: break  // A character device, for `OPENCODE_CONFIG=/dev/null`.
    case S_IFDIR: throw .directory
    default: throw .notRegular
    }
    return try contents(of: descriptor)
  }

  private static func contents(of descriptor: Int32) throws(Failure) -> [UInt8] {
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 {
        guard errno == EINTR else { throw failure(errno) }
        continue
      }
      guard count > 0 else { return contents }
      contents += buffer[..<count]
      guard contents.count <= sizeLimit else { throw .tooLarge }
    }
  }

  private static func failure(_ number: Int32) -> Failure {
    switch number {
    case ENOENT, ENOTDIR: .missing
    case EISDIR: .directory
    default: .system(number)
    }
  }
}
