public import RetentionPolicy

/// What of some sessions is in a database: they themselves, or only rows that hang on them. A few index look-ups
/// for each session.
public struct SessionTraces {
  /// The sessions that stand in the database.
  public private(set) var standing: Set<SessionID> = []
  /// The sessions that do not, although rows do that hang on them.
  public private(set) var rowsOnly: Set<SessionID> = []

  /// How many sessions a statement asks for. SQLite takes 999 parameters at least.
  /// https://sqlite.org/limits.html#max_variable_number
  private static let sessionsAtOnce = 500

  /// Looks for sessions.
  ///
  /// - Throws: `SQLiteError`.
  public init(of sessions: [SessionID], connection: Connection, schema: Schema) throws {
    for start in stride(from: 0, to: sessions.count, by: Self.sessionsAtOnce) {
      let some = sessions[start..<min(start + Self.sessionsAtOnce, sessions.count)]
      for table in schema.sessionTables {
        standing.formUnion(try Self.owners("\"id\"", of: table.name, among: some, connection))
      }
      for hanging in schema.hangingTables {
        rowsOnly.formUnion(try Self.owners(hanging.owner, of: hanging.name, among: some, connection))
      }
    }
    rowsOnly.subtract(standing)
  }

  /// The sessions to which rows of a table belong.
  private static func owners(
    _ owner: String, of table: String, among sessions: ArraySlice<SessionID>, _ connection: Connection
  ) throws -> Set<SessionID> {
    let places = repeatElement("?", count: sessions.count).joined(separator: ", ")
    let select = try connection.prepare(
      "SELECT DISTINCT \(owner) FROM \(table.quotedIdentifier) WHERE \(owner) IN (\(places))")
    for (index, session) in sessions.enumerated() {
      try select.bind(session.rawValue, at: Int32(index + 1))
    }
    var owners: Set<SessionID> = []
    try select.forEachRow { row in
      if let id = SessionID(in: row, at: 0) { owners.insert(id) }
    }
    return owners
  }
}
