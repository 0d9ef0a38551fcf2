public import RetentionPolicy

/// Finds and reads the rows of sessions, table by table. The caller holds the transaction.
public final class SessionRows {
  /// The schema by which rows belong to sessions.
  public let schema: Schema
  private let connection: Connection
  private var readers: [String: RowReader] = [:]
  private var searches: [String: Statement] = [:]

  /// A finder for a connection on which the schema was read.
  public init(connection: Connection, schema: Schema) {
    self.connection = connection
    self.schema = schema
  }

  /// Whether a session's own row stands in the database.
  ///
  /// - Throws: `SQLiteError`.
  public func exists(_ session: SessionID) throws -> Bool {
    try schema.sessionTables.contains { try !rowids(of: session, in: $0).isEmpty }
  }

  /// Whether there are rows of a content of a session.
  ///
  /// - Throws: `SQLiteError`.
  public func hasRows(_ content: Content, of session: SessionID) throws -> Bool {
    try schema.ownedTables(of: content).contains { table, condition in
      try !rowids(in: table, where: condition, parameter: session.rawValue).isEmpty
    }
  }

  /// The rows of a session in one table, in the order of their rowids.
  ///
  /// - Throws: `SQLiteError`.
  public func rowids(of session: SessionID, in table: Table) throws -> [RowID] {
    guard let owned = schema.ownedTables.first(where: { $0.table == table }) else { return [] }
    return try rowids(in: table, where: owned.belongsToSession, parameter: session.rawValue)
  }

  /// The rows of a content of a session, by table.
  ///
  /// - Throws: `SQLiteError`.
  public func rowids(of content: Content, of session: SessionID) throws -> [String: Set<RowID>] {
    try schema.ownedTables(of: content).reduce(into: [:]) { rows, owned in
      rows[owned.table.name] = Set(
        try rowids(in: owned.table, where: owned.belongsToSession, parameter: session.rawValue))
    }
  }

  /// The rows of a table for which a condition on the parameter `?1` holds, in the order that is asked for.
  ///
  /// - Throws: `SQLiteError`.
  public func rowids(
    in table: Table, where condition: String, parameter: String, orderBy order: String? = nil
  ) throws -> [RowID] {
    try rowids(in: table, where: condition, orderBy: order) { try $0.bind(parameter, at: 1) }
  }

  /// The rows of a table whose column refers, by key, to a given row of another table.
  ///
  /// - Throws: `SQLiteError`.
  public func rowids(
    in table: Table, referringBy column: String, to parent: RowID, of parentTable: Table, key: String,
    orderBy order: String
  ) throws -> [RowID] {
    let parentRow =
      "SELECT \(key.quotedIdentifier) FROM \(parentTable.name.quotedIdentifier) "
      + "WHERE \(parentTable.rowidName) = ?1"
    let condition = "\(column.quotedIdentifier) = (\(parentRow))"
    return try rowids(in: table, where: condition, orderBy: order) { try $0.bind(parent.rawValue, at: 1) }
  }

  private func rowids(
    in table: Table, where condition: String, orderBy order: String?, bind: (Statement) throws -> Void
  ) throws -> [RowID] {
    let sql =
      "SELECT \(table.rowidName) FROM \(table.name.quotedIdentifier) WHERE \(condition) "
      + "ORDER BY \(order ?? table.rowidName)"
    let search = try searches[sql] ?? connection.prepare(sql)
    searches[sql] = search
    try bind(search)
    var rowids: [RowID] = []
    try search.forEachRow { rowids.append(RowID($0.integer(at: 0))) }
    return rowids
  }

  /// The reader of a table.
  ///
  /// - Throws: `SQLiteError`.
  public func reader(of table: Table) throws -> RowReader {
    if let reader = readers[table.name] { return reader }
    let reader = try RowReader(connection: connection, table: table)
    readers[table.name] = reader
    return reader
  }

  /// Calls `body` with the digest of each row of a session, or of a content of it.
  ///
  /// - Throws: `SQLiteError`, or what `body` throws.
  public func forEachRow(
    of session: SessionID, _ content: Content = .session,
    _ body: (Table, RowID, Digest128) throws -> Void
  ) throws {
    let hasher = RowHasher()
    for (table, condition) in schema.ownedTables(of: content) {
      for rowid in try rowids(in: table, where: condition, parameter: session.rawValue) {
        if let row = try reader(of: table).identity(rowid, hasher: hasher) {
          try body(table, rowid, row.digest)
        }
      }
    }
  }
}
