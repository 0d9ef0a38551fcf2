import Glibc

/// A folder that is gone with this object.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/retentiond-test-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { throw Failure(code: errno) }
    self.path = String(cString: path)
  }

  deinit { Self.remove(path) }

  /// The names in a folder, or none when it does not exist.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ folder: String) {
    for name in names(in: folder) where unlink("\(folder)/\(name)") != 0 { remove("\(folder)/\(name)") }
    rmdir(folder)
  }

  struct Failure: Error {
    let code: Int32
  }
}
