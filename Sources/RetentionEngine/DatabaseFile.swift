internal import Glibc
internal import OpencodeStore

/// Looks at a database file before SQLite opens it, by `stat` and `access` alone.
///
/// SQLite would report some of what is found here too, but with one code for many causes.
struct DatabaseFile {
  let path: String

  /// Makes sure that the file can be opened.
  ///
  /// - Parameter writing: whether it is to be changed. SQLite also writes beside it (`-wal`, `-shm`).
  /// - Throws: `PassError`.
  func requireUsable(writing: Bool) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? PassError.missing(path: path) : PassError.noAccess(path: path, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw PassError.notAFile(path: path) }
    guard access(path, writing ? R_OK | W_OK : R_OK) == 0 else {
      throw PassError.noAccess(path: path, code: errno)
    }
    if writing {
      let folder = folder
      guard access(folder, W_OK | X_OK) == 0 else { throw PassError.noAccess(path: folder, code: errno) }
    }
  }

  /// What SQLite's refusal to open it comes from. A database in WAL mode is read with a file beside it, and where that
  /// can neither be found nor made SQLite only says that it cannot open. https://sqlite.org/wal.html#read_only_databases
  func cause(of error: SQLiteError) -> any Error {
    let folder = folder
    guard [.cannotOpen, .readOnly].contains(error.code.primary), access(folder, W_OK | X_OK) != 0 else {
      return error
    }
    return PassError.noAccess(path: folder, code: errno)
  }

  /// The folder that it lies in, symbolic links resolved as SQLite does: there opencode keeps side files.
  var folder: String {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    return Folder.holding(resolved.map { String(cString: $0) } ?? path)
  }
}
