/// Keeps the write-ahead log from starting afresh, without keeping anybody from writing to it.
///
/// A writer starts the log afresh only when no connection holds a read mark in it, marks 1 to 4
/// (https://sqlite.org/walformat.html, section 2.3.2). A transaction that writes always moves to such a mark,
/// even when all of the log had been copied back and it began on mark 0; and a statement that is still open
/// at the commit keeps the transaction's mark.
struct LogPin {
  private let connection: Connection
  private let reading: Statement

  /// Pins the log until `release`; the write lock is held for one frame's time.
  ///
  /// - Throws: `SQLiteError`, busy when the write lock was not to be had within the busy timeout.
  init(connection: Connection) throws {
    self.connection = connection
    let reading = try connection.prepare("PRAGMA user_version")
    try connection.transaction(.immediate) {
      try connection.touch()
      try reading.step()
    }
    self.reading = reading
  }

  /// Lets the log go.
  func release() {
    reading.reset()
  }
}

extension Connection {
  /// Writes one page that stays as it is, inside a transaction: SQLite writes the first page for a header
  /// value even when it does not change. https://sqlite.org/pragma.html#pragma_user_version
  ///
  /// - Throws: `SQLiteError`.
  func touch() throws {
    try execute("PRAGMA user_version=\(try integer("PRAGMA user_version"))")
  }
}
