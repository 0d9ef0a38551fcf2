import Glibc

/// A small text file, read and written whole.
struct TextFile {
  /// What the operating system answered.
  struct Failure: Error {
    var path: String
    var code: Int32
  }

  let path: String

  /// The files of a folder, by name.
  static func all(in folder: String) throws -> [TextFile] {
    guard let directory = opendir(folder) else { throw Failure(path: folder, code: errno) }
    defer { closedir(directory) }
    var files: [TextFile] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { files.append(TextFile(path: "\(folder)/\(name)")) }
    }
    return files.sorted { $0.path < $1.path }
  }

  func read() throws -> String {
    guard let file = fopen(path, "r") else { throw Failure(path: path, code: errno) }
    defer { fclose(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      content += buffer.prefix(count)
    }
    guard ferror(file) == 0 else { throw Failure(path: path, code: errno) }
    return String(decoding: content, as: UTF8.self)
  }

  func write(_ text: String) throws {
    guard let file = fopen(path, "w") else { throw Failure(path: path, code: errno) }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw Failure(path: path, code: errno) }
  }
}
