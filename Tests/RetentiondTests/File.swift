import Glibc

/// Files, read and written whole.
enum File {
  /// What the operating system answered.
  struct Failure: Error {
    let path: String
    let code: Int32
  }

  static func read(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw Failure(path: path, code: errno) }
    defer { fclose(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      content += buffer.prefix(count)
    }
    return String(decoding: content, as: UTF8.self)
  }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Failure(path: path, code: errno) }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw Failure(path: path, code: errno) }
  }

  static func size(_ path: String) throws -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure(path: path, code: errno) }
    return Int64(status.st_size)
  }

  static func makeFolder(_ path: String) throws {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/\(part)"
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw Failure(path: made, code: errno) }
    }
  }
}
