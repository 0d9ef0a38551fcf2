internal import CSQLite

/// A copy of one database over another, in one write transaction on the destination.
/// https://sqlite.org/backup.html
///
/// Until `step` has answered `true` nothing is changed; giving up, by `finish` or by a crash, rolls back.
/// While a copy is under way the destination connection is used for nothing else
/// (https://sqlite.org/c3ref/backup_finish.html).
final class Backup {
  private let source: Connection
  private let destination: Connection
  private var handle: OpaquePointer?

  /// Prepares the copy; no lock is taken yet.
  ///
  /// - Throws: `SQLiteError`.
  init(from source: Connection, into destination: Connection) throws {
    guard let handle = sqlite3_backup_init(destination.handle, "main", source.handle, "main") else {
      throw destination.lastError(SQLITE_ERROR, sql: nil)
    }
    self.source = source
    self.destination = destination
    self.handle = handle
  }

  deinit { finish() }

  /// The part of the source that is copied, from 0 to 1, after a first step.
  var progress: Double {
    let pages = sqlite3_backup_pagecount(handle)
    return pages > 0 ? Double(pages - sqlite3_backup_remaining(handle)) / Double(pages) : 0
  }

  /// Copies up to `pages` pages; true when the copy is complete and committed. The first step, which may be
  /// one of no pages, takes the destination's write lock; it stays until `finish` or the end of the copy.
  ///
  /// - Throws: `SQLiteError`; `Interrupted` when work is to stop.
  func step(pages: Int32) throws -> Bool {
    try destination.check()
    switch sqlite3_backup_step(handle, pages) {
    case SQLITE_OK: return false
    case SQLITE_DONE: return true
    case let code:
      let code = ResultCode(code)
      // A wait for the lock that was cut short says “busy”.
      if .busy ~= code { try destination.check() }
      throw SQLiteError(code: code, message: code.description, path: destination.path, sql: nil)
    }
  }

  /// Ends the copy; one that is not complete is rolled back. A failure of a step has been thrown by it.
  func finish() {
    sqlite3_backup_finish(handle)
    handle = nil
  }
}
