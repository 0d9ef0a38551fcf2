internal import OpencodeStore

/// Where rows are put back, and how.
struct RestoreTarget {
  /// The database, opened for writing.
  let connection: Connection
  let schema: Schema
  /// Keeps the write transactions short.
  let pacer: LockPacer
  /// Keeps the database's log small meanwhile.
  let checkpoint: GuardedCheckpoint
  /// Where side files go; nil: they stay in the archive.
  let dataFolder: String?

  /// Sets the connection up for putting rows back.
  ///
  /// - Throws: `SQLiteError`.
  func prepare() throws {
    // What is put in refers to rows that are not there yet.
    try connection.execute("PRAGMA foreign_keys=OFF")
    // A power failure may take back what is put back as long as the log is not synced; until that is done the
    // catalog calls the restore unfinished. https://sqlite.org/pragma.html#pragma_synchronous
    try connection.execute("PRAGMA synchronous=NORMAL")
  }
}
