internal import RetentionPolicy

/// The rows of opencode 1 of sessions that opencode 2 has taken over. opencode 2 never reads them again; whether they are
/// dead weight depends on what it has of each session, as its import was a one-shot job that missed some
/// (opencode #49641, #50130).
final class MigratedCopies {
  private let connection: Connection
  private let comparison: Statement
  private let content: MigratedContent
  /// Whether rows hang on the session that are no copies.
  private let dependents: [Statement]

  /// Somebody who used opencode 1 within this time still does.
  private static let stillInUse = Milliseconds.days(30)

  /// The copies in a database; nil where there are none, or its tables are not as they are known.
  ///
  /// - Throws: `SQLiteError`.
  init?(connection: Connection, schema: Schema) throws {
    let columns = MigratedContent.columns.merging(
      ["session": ["time_updated"], "session_v2": ["time_updated"]]
    ) { $0 + $1 }
    guard schema.generation == .upgraded, schema.hasTables(columns) else { return nil }
    self.connection = connection
    comparison = try connection.prepare(
      """
      SELECT 1 FROM session AS old JOIN session_v2 AS new ON new.id = old.id
      WHERE old.id = ?1 AND new.time_updated >= old.time_updated
        AND (new.title IS old.title OR new.time_updated > old.time_updated)
      """)
    content = try MigratedContent(connection: connection)
    // Published ones for example: their row of `session_share` refers to that of `session`.
    dependents = try schema.hangingTables.filter { schema.content(of: $0.table) != .migratedCopies }
      .filter { try ForeignKey.list(of: $0.name, connection: connection).contains { $0.parent == "session" } }
      .map {
        try connection.prepare("SELECT 1 FROM \($0.name.quotedIdentifier) WHERE \($0.namesSession) LIMIT 1")
      }
  }

  /// Whether opencode 1 is in use beside opencode 2: what it shows must not vanish.
  ///
  /// - Throws: `SQLiteError`.
  func isStillInUse(now: Timestamp) throws -> Bool {
    let select = try connection.prepare(
      """
      SELECT EXISTS (
        SELECT 1 FROM session AS old WHERE old.time_updated > ?1 AND NOT EXISTS (
          SELECT 1 FROM session_v2 AS new WHERE new.id = old.id AND new.time_updated >= old.time_updated))
      """)
    try select.bind((now - Self.stillInUse).milliseconds, at: 1)
    var isInUse = false
    try select.forEachRow { isInUse = $0.integer(at: 0) != 0 }
    return isInUse
  }

  /// Whether opencode 2 lacks something of a session that opencode 1 has: the session itself, a later change, content.
  /// Or whether rows of other tables would refer to nothing without it.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  func areNeeded(by session: SessionID) throws -> Bool {
    let isNotOlder = try finds(comparison, session)
    return try !isNotOlder || dependents.contains { try finds($0, session) } || !content.isHeld(of: session)
  }

  private func finds(_ select: Statement, _ session: SessionID) throws -> Bool {
    try select.bind(session.rawValue, at: 1)
    defer { select.reset() }
    return try select.step()
  }
}
