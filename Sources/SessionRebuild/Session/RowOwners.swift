internal import OpencodeStore
internal import RetentionPolicy

/// Whose the rows are that have certain ids. The caller holds a read transaction.
struct RowOwners {
  private let session: SessionID
  private let messages: Statement
  private let parts: Statement

  /// The owners in a database that has the tables `message` and `part`.
  ///
  /// - Throws: `SQLiteError`.
  init(in connection: Connection, asSeenBy session: SessionID) throws {
    self.session = session
    messages = try connection.prepare("SELECT session_id, time_created FROM message WHERE id = ?1")
    parts = try connection.prepare("SELECT session_id FROM part WHERE id = ?1")
  }

  /// Whether a message is the session's, or another's; nil when there is none.
  ///
  /// - Throws: `SQLiteError`.
  func isOwn(message id: String) throws -> Bool? { try isOwn(id, messages) }

  /// Whether a part is the session's, or another's; nil when there is none.
  ///
  /// - Throws: `SQLiteError`.
  func isOwn(part id: String) throws -> Bool? { try isOwn(id, parts) }

  /// When a message of the session was made that stands in the database; nil when none of its own does.
  ///
  /// - Throws: `SQLiteError`.
  func created(message id: String) throws -> Int64? {
    guard try isOwn(message: id) == true else { return nil }
    defer { messages.reset() }
    return try messages.step() ? messages.integer(at: 1) : nil
  }

  private func isOwn(_ id: String, _ select: Statement) throws -> Bool? {
    try select.bind(id, at: 1)
    defer { select.reset() }
    return try select.step() ? select.text(at: 0) == session.rawValue : nil
  }
}
