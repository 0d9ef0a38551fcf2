import Glibc

/// The package's README, as text.
struct Readme {
  let text: String

  /// It cannot be read.
  struct Unreadable: Error {
    let path: String
    let code: Int32
  }

  /// Reads the README of the package that this file belongs to.
  init() throws {
    text = try Self.read("README.md")
  }

  /// Whether it shows a name as code: in backquotes by itself or at the beginning of an example, or in a
  /// block of JSON.
  func shows(_ name: String) -> Bool {
    text.contains("`\(name)`") || text.contains("`\(name) ") || text.contains("\"\(name)\"")
  }

  /// Where a file of the package is.
  static func path(_ path: String, of source: String = #filePath) -> String {
    let root = source.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(root)/\(path)"
  }

  /// A file of the package.
  static func read(_ name: String) throws -> String {
    let path = path(name)
    guard let file = fopen(path, "r") else { throw Unreadable(path: path, code: errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    guard ferror(file) == 0 else { throw Unreadable(path: path, code: errno) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
