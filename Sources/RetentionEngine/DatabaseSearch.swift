internal import Glibc

/// Finds the databases in opencode's data folder: `opencode.db` and, of other channels, `opencode-<channel>.db`.
public struct DatabaseSearch {
  /// opencode's data folder.
  public let dataFolder: String

  /// A search in a data folder.
  public init(dataFolder: String) {
    self.dataFolder = dataFolder
  }

  /// The files that bear such a name, by name; whether they are databases is seen when they are opened.
  ///
  /// - Returns: an empty list when the folder does not exist.
  /// - Throws: `PassError.file` when it cannot be listed.
  public func files() throws -> [String] {
    guard let folder = opendir(dataFolder) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw PassError.file(path: dataFolder, operation: "list", code: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name == "opencode.db" || name.hasPrefix("opencode-") && name.hasSuffix(".db") { names.append(name) }
    }
    return names.sorted().map { dataFolder + "/" + $0 }
  }
}
