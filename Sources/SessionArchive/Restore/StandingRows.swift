internal import OpencodeStore
internal import RetentionPolicy

/// The rows of a tree that stand in a database before the tree is put back: what an interrupted eviction left,
/// and what was written since.
final class StandingRows {
  private let connection: Connection
  private var counts: [Digest128: Int] = [:]
  private var rowids: [String: Set<RowID>] = [:]
  /// How many there were at first.
  let count: Int
  private var searches: [String: (columns: [String], statement: Statement)] = [:]

  /// No rows.
  init(connection: Connection) {
    self.connection = connection
    count = 0
  }

  /// Looks for the rows; the caller holds the transaction.
  ///
  /// - Throws: `SQLiteError`.
  init(of sessions: [SessionID], _ content: Content, connection: Connection, schema: Schema) throws {
    self.connection = connection
    let rows = SessionRows(connection: connection, schema: schema)
    var count = 0
    var found: (counts: [Digest128: Int], rowids: [String: Set<RowID>]) = ([:], [:])
    for session in sessions {
      try rows.forEachRow(of: session, content) { table, rowid, digest in
        count += 1
        found.counts[digest, default: 0] += 1
        found.rowids[table.name, default: []].insert(rowid)
      }
    }
    self.count = count
    (counts, rowids) = found
  }

  /// Whether an equal row stands there; each is found once.
  func take(_ digest: Digest128) -> Bool {
    guard let count = counts[digest], count > 0 else { return false }
    counts[digest] = count - 1
    return true
  }

  /// Whether the rows that keep another one out of a table, by a unique key, are all among these.
  ///
  /// - Parameter bind: binds the other row's value of a column.
  /// - Throws: `SQLiteError`, or what `bind` throws.
  func hold(placeIn table: Table, bind: (String, Int32, Statement) throws -> Void) throws -> Bool {
    let search = try searches[table.name] ?? search(table)
    searches[table.name] = search
    for (index, column) in search.columns.enumerated() {
      try bind(column, Int32(index + 1), search.statement)
    }
    var found: Set<RowID> = []
    try search.statement.forEachRow { found.insert(RowID($0.integer(at: 0))) }
    return !found.isEmpty && found.isSubset(of: rowids[table.name] ?? [])
  }

  /// A search for the rows that agree with given values in all columns of some unique key, and these columns.
  private func search(_ table: Table) throws -> (columns: [String], statement: Statement) {
    var columns: [String] = []
    let conditions = try table.uniqueKeys(connection).map { key in
      let terms = key.map { column in
        columns.append(column)
        return "\(column.quotedIdentifier) = ?\(columns.count)"
      }
      return "(\(terms.joined(separator: " AND ")))"
    }
    let condition = conditions.isEmpty ? "0" : conditions.joined(separator: " OR ")
    let statement = try connection.prepare(
      "SELECT \(table.rowidName) FROM \(table.name.quotedIdentifier) WHERE \(condition)")
    return (columns, statement)
  }
}
