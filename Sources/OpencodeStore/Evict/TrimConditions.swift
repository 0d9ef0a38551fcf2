internal import RetentionPolicy

/// What must hold in the very transaction in which rows go while their session stays.
final class TrimConditions {
  private let connection: Connection
  private let schema: Schema
  private let rows: SessionRows
  private let remote: Statement
  private let numbered: Statement?

  init(connection: Connection, schema: Schema, rows: SessionRows) throws {
    self.connection = connection
    self.schema = schema
    self.rows = rows
    remote = try connection.prepare("SELECT \(RemoteEvents(in: schema).condition)")
    numbered = try EventSequence(in: schema).map { try connection.prepare($0.fittingOne) }
  }

  /// Whether such rows of a session may go; the caller holds a transaction.
  ///
  /// - Throws: `SQLiteError`.
  func hold(for content: Content, of session: SessionID) throws -> Bool {
    switch content {
    case .session: false
    case .orphans: try !rows.exists(session) && !isRemote(session)
    case .strayParts: true
    case .events: try rows.exists(session) && isNumbered(session) && !isRemote(session)
    case .migratedCopies: try isMigrated() && isTakenOver(session)
    }
  }

  /// Whether its events could be put back.
  private func isNumbered(_ session: SessionID) throws -> Bool {
    guard let numbered else { return false }
    try numbered.bind(session.rawValue, at: 1)
    defer { numbered.reset() }
    return try numbered.step()
  }

  private func isRemote(_ session: SessionID) throws -> Bool {
    try remote.bind(session.rawValue, at: 1)
    var isRemote = false
    try remote.forEachRow { isRemote = $0.integer(at: 0) != 0 }
    return isRemote
  }

  /// Whether the migration is over: another one may have begun meanwhile.
  private func isMigrated() throws -> Bool {
    do {
      try SchemaReader(connection: connection).requireCompletedMigration(schema)
      return true
    } catch is SchemaError {
      return false
    }
  }

  /// Whether opencode 2 has the session. Once rows of the copy have gone, what is left of it cannot be compared.
  private func isTakenOver(_ session: SessionID) throws -> Bool {
    guard let table = schema.table("session_v2") else { return false }
    return try !rows.rowids(of: session, in: table).isEmpty
  }
}
