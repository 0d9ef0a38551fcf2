internal import Glibc

/// What every room needs of folders.
public enum Folder {
  /// The names in a folder but `.` and `..`; nil when the folder does not exist.
  ///
  /// - Throws: `ReclaimError.system`.
  public static func names(in folder: String) throws -> [String]? {
    guard let directory = opendir(folder) else {
      if errno == ENOENT || errno == ESRCH { return nil }
      throw ReclaimError.system(operation: "listing", path: folder, code: errno)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Makes a folder, and those above it, for their owner alone, where they are missing.
  ///
  /// - Throws: `ReclaimError.system`.
  public static func makePrivate(_ path: String) throws {
    var made = path.hasPrefix("/") ? "" : "."
    for component in path.split(separator: "/") {
      made += "/" + component
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
        throw ReclaimError.system(operation: "making", path: made, code: errno)
      }
    }
  }
}
