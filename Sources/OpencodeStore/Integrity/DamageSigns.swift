internal import RetentionPolicy

/// The cheap signs of damage, looked for before anything is done: page counts that cannot be, and what
/// `quick_check` finds in the small tables, in the schema and in the list of free pages. A few milliseconds as a
/// rule, and never much more than a second.
///
/// The tables that hold the bytes are not looked at here: a survey reads every one of their rows anyway.
public struct DamageSigns {
  private let connection: Connection

  /// Tables that hold the content of sessions.
  private static let large: Set<String> = ["event", "message", "part", "session_message"]
  /// A table with more rows is no small one.
  private static let rows = 20_000
  /// Values may be long in a small table, too: what was not looked at by then stays so.
  private static let limit = Milliseconds(1_000)

  /// A look at the database of a connection.
  public init(connection: Connection) {
    self.connection = connection
  }

  /// Goes on when there are none.
  ///
  /// - Throws: `SQLiteError`, corrupt or not a database; `ReclaimError` when the files cannot be looked up.
  public func requireNone() throws {
    try connection.transaction(.deferred) {
      try requireConsistentHeader()
      try requireSoundTables()
    }
  }

  /// Page counts and the lengths of the files. SQLite compares them itself, but not while there is a log.
  private func requireConsistentHeader() throws {
    let pageSize = try connection.integer("PRAGMA page_size")
    let pages = try connection.integer("PRAGMA page_count")
    let free = try connection.integer("PRAGMA freelist_count")
    guard free < max(1, pages) else {
      throw damage("\(free) free pages of \(pages)")
    }
    // Looked up inside the read transaction: nobody cuts off, or drops from the log, what it can still see.
    let footprint = try FileFootprint(databasePath: connection.path)
    // A page that is not in the file must be in the log. https://sqlite.org/fileformat2.html#walformat
    let logged = try connection.isWAL() ? max(0, footprint.logSize.bytes - 32) / (pageSize + 24) : 0
    guard pages - logged <= footprint.databaseSize.bytes / pageSize else {
      throw damage("the file ends before page \(pages)")
    }
  }

  private func requireSoundTables() throws {
    let watch = Stopwatch()
    for (table, hasRowID) in try connection.tableNames() where !Self.large.contains(table) {
      if hasRowID {
        let rows = try connection.integer("SELECT max(_rowid_) FROM \(table.quotedIdentifier)")
        guard rows <= Self.rows else { continue }
      }
      let left = Milliseconds(Self.limit.count - watch.elapsed.count)
      guard left.count > 0 else { return }
      do {
        try connection.requireSound(table: table, within: left)
      } catch let error as SQLiteError where .interrupted ~= error.code {
        return
      }
    }
  }

  private func damage(_ what: String) -> SQLiteError {
    SQLiteError(code: .corrupt, message: what, path: connection.path)
  }
}
