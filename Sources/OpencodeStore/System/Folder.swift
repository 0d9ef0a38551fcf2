internal import Glibc

/// What every room needs of folders.
public enum Folder {
  /// The folder in which a path's last part stands: `.` for a single name, and the root for itself.
  public static func holding(_ path: String) -> String {
    // By bytes: an accent that follows a slash makes one character of both.
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

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

  /// Waits until the names in a folder are on the disk, and those that lead to it: the folders above it may have
  /// been made just before, by this process or by one that was killed.
  /// https://man7.org/linux/man-pages/man2/fsync.2.html
  ///
  /// - Throws: `ReclaimError.system`.
  public static func synchronize(_ path: String) throws {
    try waitForNames(in: path)
    var above = path[...]
    while let slash = above.lastIndex(of: "/") {
      above = above[..<slash]
      let folder = above.isEmpty ? "/" : String(above)
      // Where one may not write, one made nothing.
      guard access(folder, R_OK | W_OK | X_OK) == 0 else { return }
      try waitForNames(in: folder)
    }
  }

  private static func waitForNames(in folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ReclaimError.system(operation: "opening", path: folder, code: errno)
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw ReclaimError.system(operation: "syncing", path: folder, code: errno)
    }
  }
}
