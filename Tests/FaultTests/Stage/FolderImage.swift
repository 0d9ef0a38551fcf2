internal import Glibc
import TestSupport

/// All that a folder holds, in memory; paths are relative to it.
struct FolderImage: Hashable {
  var folders: Set<String> = []
  var files: [String: [UInt8]] = [:]

  init() {}

  /// Reads a folder.
  ///
  /// - Throws: `File.Failure`.
  init(of folder: String) throws { try add(folder, "") }

  private mutating func add(_ folder: String, _ relative: String) throws {
    for name in TemporaryFolder.contents(of: folder) {
      let path = folder + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        folders.insert(relative + name)
        try add(path, relative + name + "/")
      } else {
        files[relative + name] = try File.bytes(path)
      }
    }
  }

  /// Makes a folder hold this and nothing else.
  ///
  /// - Throws: `File.Failure`.
  func replace(_ folder: String) throws {
    TemporaryFolder.removeAll(folder)
    try File.makeFolder(folder)
    for name in folders.sorted() { try File.makeFolder(folder + "/" + name) }
    for (name, bytes) in files { try File.write(bytes, to: folder + "/" + name) }
  }
}
