extension Connection {
  /// Sets the connection up for deleting many rows in short transactions.
  ///
  /// - Throws: `SQLiteError`.
  func prepareForDeletes() throws {
    // ON would write zeros over every freed page: a WAL as large as what is deleted.
    // https://sqlite.org/pragma.html#pragma_secure_delete
    try execute("PRAGMA secure_delete=FAST")
    // A power failure may bring deleted rows back, and the next pass deletes them again: no sync a commit, which
    // would be waited for under the write lock. Without a log only EXTRA never damages and never takes back.
    // https://sqlite.org/pragma.html#pragma_synchronous
    try execute("PRAGMA synchronous=\(try isWAL() ? "NORMAL" : "EXTRA")")
    // Rows are deleted explicitly, in slices; a cascade would take a whole session in one transaction.
    try execute("PRAGMA foreign_keys=OFF")
  }
}
