internal import Glibc

/// Files of tests, read and written whole: never a database that is open.
public enum File {
  /// What the operating system answered.
  public struct Failure: Error {
    /// The file or folder.
    public let path: String
    /// The error number.
    public let code: Int32

    init(_ path: String) {
      self.path = path
      code = errno
    }
  }

  /// All bytes of a file.
  ///
  /// - Throws: `Failure`.
  public static func bytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rbe") else { throw Failure(path) }
    defer { fclose(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      content += buffer.prefix(count)
    }
    guard ferror(file) == 0 else { throw Failure(path) }
    return content
  }

  /// A file as text.
  ///
  /// - Throws: `Failure`.
  public static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// Makes a file, or replaces what it holds.
  ///
  /// - Throws: `Failure`.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wbe") else { throw Failure(path) }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw Failure(path) }
  }

  /// Makes a text file, or replaces what it holds.
  ///
  /// - Throws: `Failure`.
  public static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// The length of a file in bytes.
  ///
  /// - Throws: `Failure`.
  public static func size(_ path: String) throws -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure(path) }
    return Int64(status.st_size)
  }

  /// Removes a file.
  ///
  /// - Throws: `Failure`.
  public static func remove(_ path: String) throws {
    guard unlink(path) == 0 else { throw Failure(path) }
  }

  /// Makes a folder, and those around it, where they are missing.
  ///
  /// - Throws: `Failure`.
  public static func makeFolder(_ path: String) throws {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/\(part)"
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw Failure(made) }
    }
  }

  /// Makes a symbolic link that leads to itself: not even root can read it.
  ///
  /// - Throws: `Failure`.
  public static func makeLoop(_ path: String) throws {
    guard symlink(path, path) == 0 else { throw Failure(path) }
  }

  /// Makes a pipe with nobody at its other end.
  ///
  /// - Throws: `Failure`.
  public static func makePipe(_ path: String) throws {
    guard mkfifo(path, 0o600) == 0 else { throw Failure(path) }
  }
}
