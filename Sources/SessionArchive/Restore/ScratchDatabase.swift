internal import Glibc
package import OpencodeStore

/// A database of the process's own, for what may be too much for memory. It is empty at first.
///
/// The file has no name: it goes with the process.
package enum ScratchDatabase {
  /// Makes it in the archive's folder, where the archive itself found room. Nothing of it is ever synced, or rolled
  /// back: after an error it is of no use any more.
  ///
  /// - Throws: `ArchiveError.file`, `SQLiteError`.
  package static func open(in directory: ArchiveDirectory) throws -> Connection {
    let path = directory.spoolPath
    unlink(path)
    // SQLite would make it readable for everybody whom the umask lets.
    _ = try FileHandle.create(path)
    defer { unlink(path) }
    // What was put into a database is taken out again also when work is to stop.
    let connection = try Connection(path: path, mode: .readWrite, keepsRecords: true)
    // A journal would have a name.
    try connection.execute(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-4000"
    )
    return connection
  }
}
