internal import Glibc

/// Paths as the user gives them, and as they are remembered.
enum Paths {
  /// The path from the root on, as seen from the current folder.
  static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  /// The absolute path with symbolic links resolved: the one name under which the archive and the state
  /// know a database. Where nothing stands, the absolute path.
  static func real(_ path: String) -> String {
    let absolute = absolute(path)
    guard let resolved = realpath(absolute, nil) else { return absolute }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
