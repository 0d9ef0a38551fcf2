internal import Glibc

/// The names of a database and of the two files beside it. https://sqlite.org/tempfiles.html
///
/// They are only ever looked up with stat(): to close a descriptor of such a file that SQLite did not open
/// drops every lock this process has on it (https://sqlite.org/howtocorrupt.html, section 2.2).
struct DatabaseFiles: Hashable, Sendable {
  /// The database itself, symbolic links resolved as SQLite does before it derives the other names.
  let database: String

  /// Takes the name under which the database is opened.
  init(path: String) {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    database = resolved.map { String(cString: $0) } ?? path
  }

  /// The write-ahead log.
  var log: String { database + "-wal" }
  /// The index of the log, in shared memory.
  var index: String { database + "-shm" }
  /// The folder in which they lie.
  var folder: String { Folder.holding(database) }
}
