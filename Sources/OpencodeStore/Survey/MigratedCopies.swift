public import RetentionPolicy

/// The rows of opencode 1 of sessions that opencode 2 has taken over. opencode 2 never reads them again; whether they are
/// dead weight depends on what it has of each session, as its import was a one-shot job that missed some
/// (opencode #49641, #50130).
public final class MigratedCopies {
  private let connection: Connection
  private let comparison: Statement

  /// Somebody who used opencode 1 within this time still does.
  private static let stillInUse = Milliseconds.days(30)

  /// The copies in a database; nil where there are none, or its tables are not as they are known.
  ///
  /// - Throws: `SQLiteError`.
  public init?(connection: Connection, schema: Schema) throws {
    let columns = [
      "message": ["id", "session_id"], "session_message": ["id", "session_id"],
      "session": ["time_updated"], "session_v2": ["time_updated"],
    ]
    let isKnown = columns.allSatisfy { name, columns in
      schema.table(name).map { columns.allSatisfy($0.hasColumn) } ?? false
    }
    guard schema.generation == .upgraded, isKnown else { return nil }
    self.connection = connection
    // The import keeps the ids of messages.
    comparison = try connection.prepare(
      """
      SELECT 1 FROM session AS old JOIN session_v2 AS new ON new.id = old.id
      WHERE old.id = ?1 AND new.time_updated >= old.time_updated
        AND (new.title IS old.title OR new.time_updated > old.time_updated)
        AND NOT EXISTS (
          SELECT 1 FROM message WHERE message.session_id = ?1 AND NOT EXISTS (
            SELECT 1 FROM session_message WHERE session_message.id = message.id
              AND session_message.session_id = ?1))
      """)
  }

  /// Whether opencode 1 is in use beside opencode 2: what it shows must not vanish.
  ///
  /// - Throws: `SQLiteError`.
  public func isStillInUse(now: Timestamp) throws -> Bool {
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

  /// Whether opencode 2 lacks something of a session that opencode 1 has: the session itself, a message, a later
  /// change.
  ///
  /// - Throws: `SQLiteError`.
  public func areNeeded(by session: SessionID) throws -> Bool {
    try comparison.bind(session.rawValue, at: 1)
    defer { comparison.reset() }
    return try !comparison.step()
  }
}
