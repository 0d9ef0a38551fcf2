internal import Glibc

/// The few things done to files other than the database.
enum FileSystem {
  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Removes a database and its companions; what does not exist is no failure.
  static func removeDatabase(at path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
  }

  /// Removes the companions of a database that nobody has open and whose WAL is empty.
  static func removeEmptyLog(of path: String) {
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
  }

  /// The folder of a path, without a slash at its end.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw FileError(path: path, number: errno) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
    guard let file = fopen(path, "wx") else { throw FileError(path: path, number: errno) }
    let written = fwrite(bytes.baseAddress, 1, bytes.count, file)
    let number = errno
    guard fclose(file) == 0 else { throw FileError(path: path, number: errno) }
    guard written == bytes.count else { throw FileError(path: path, number: number) }
  }
}

/// The operating system refused something about a file.
public struct FileError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The `errno`.
  public let number: Int32

  /// The path and the system's words.
  public var description: String { "\(path): \(String(cString: strerror(number)))" }
}
