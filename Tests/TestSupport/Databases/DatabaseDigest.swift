internal import OpencodeStore

/// Every row of a database, as hashes: two databases have the same digest when they hold the same rows in
/// the same tables, whatever the order, the rowids and the free pages.
public struct DatabaseDigest: Hashable, Sendable {
  /// The digest of each row of each table, sorted. Empty tables are listed too.
  public private(set) var tables: [String: [RowDigest]]

  /// Reads the whole database in one snapshot.
  ///
  /// - Throws: `SQLiteError`.
  public init(of path: String) throws {
    let connection = try Connection(path: path, mode: .readOnly)
    tables = try connection.transaction(.deferred) {
      var tables: [String: [RowDigest]] = [:]
      let hasher = RowHasher()
      for table in try DigestedTable.all(of: connection) {
        tables[table.name] = try table.digests(connection, hasher: hasher).sorted()
      }
      return tables
    }
  }

  /// Rows by table, for comparing with what another source says.
  public init(tables: [String: [RowDigest]]) {
    self.tables = tables.mapValues { $0.sorted() }
  }

  /// The rows of both: `before == after + removed` says that nothing was lost, changed or made.
  public static func + (left: DatabaseDigest, right: DatabaseDigest) -> DatabaseDigest {
    DatabaseDigest(tables: left.tables.merging(right.tables) { $0 + $1 })
  }

  /// The rows of this digest that `other` lacks, each as often as it lacks it. Tables without such a row
  /// are left out.
  public func rows(missingIn other: DatabaseDigest) -> [String: [RowDigest]] {
    var missing: [String: [RowDigest]] = [:]
    for (table, rows) in tables {
      var counts: [RowDigest: Int] = [:]
      for row in other.tables[table] ?? [] { counts[row, default: 0] += 1 }
      for row in rows {
        counts[row, default: 0] -= 1
        if counts[row, default: 0] < 0 { missing[table, default: []].append(row) }
      }
    }
    return missing
  }

  /// The number of rows of a table; 0 when there is none of that name.
  public func count(of table: String) -> Int { tables[table]?.count ?? 0 }
}

/// A table whose rows are digested.
private struct DigestedTable {
  let name: String
  let columns: [String]
  /// A name for the rowid that no column takes; nil for a table without rowid.
  let rowid: String?

  /// All tables but SQLite's own.
  static func all(of connection: Connection) throws -> [DigestedTable] {
    let list = try connection.prepare(
      "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    var tables: [DigestedTable] = []
    try list.forEachRow { row in
      let name = row.text(at: 0) ?? ""
      let columns = try Self.columns(of: name, connection)
      let free = ["_rowid_", "rowid", "oid"].first { alias in
        !columns.contains { $0.lowercased() == alias }
      }
      tables.append(DigestedTable(name: name, columns: columns, rowid: row.integer(at: 1) == 0 ? free : nil))
    }
    return tables
  }

  private static func columns(of table: String, _ connection: Connection) throws -> [String] {
    var columns: [String] = []
    try connection.prepare("SELECT name FROM pragma_table_info(\(table.quotedLiteral)) ORDER BY cid")
      .forEachRow { columns.append($0.text(at: 0) ?? "") }
    return columns
  }

  func digests(_ connection: Connection, hasher: RowHasher) throws -> [RowDigest] {
    guard let rowid else { return try digestsOfWholeRows(connection, hasher: hasher) }
    // A value that only typeof() looks at is not read from its overflow pages; text and blobs come through
    // handles, in pieces.
    let selected = columns.map(\.quotedIdentifier).map { column in
      "typeof(\(column)), CASE WHEN typeof(\(column)) IN ('integer', 'real') THEN \(column) END"
    }
    let rows = try connection.prepare(
      "SELECT \(rowid), \(selected.joined(separator: ", ")) FROM \(name.quotedIdentifier)")
    let handles = columns.map { BlobHandle(connection: connection, table: name, column: $0) }
    defer { for handle in handles { handle.close() } }
    var digests: [RowDigest] = []
    try rows.forEachRow { row in
      hasher.begin()
      for (index, column) in columns.enumerated() {
        hasher.add(column: column)
        let value = Int32(2 * index + 2)
        switch row.text(at: value - 1) {
        case "integer", "real": add(row, at: value, to: hasher)
        case "null": hasher.add(StorageClass.null)
        case let type:
          hasher.add(type == "text" ? StorageClass.text : StorageClass.blob)
          let size = try handles[index].move(toRow: row.integer(at: 0)) ?? 0
          try hasher.add(handles[index], count: size)
        }
      }
      digests.append(hasher.finish())
    }
    return digests
  }

  /// For tables whose values no handle can reach.
  private func digestsOfWholeRows(_ connection: Connection, hasher: RowHasher) throws -> [RowDigest] {
    let selected = columns.map(\.quotedIdentifier).joined(separator: ", ")
    let rows = try connection.prepare("SELECT \(selected) FROM \(name.quotedIdentifier)")
    var digests: [RowDigest] = []
    try rows.forEachRow { row in
      hasher.begin()
      for (index, column) in columns.enumerated() {
        hasher.add(column: column)
        add(row, at: Int32(index), to: hasher)
      }
      digests.append(hasher.finish())
    }
    return digests
  }

  private func add(_ row: Statement, at index: Int32, to hasher: RowHasher) {
    let storageClass = row.storageClass(at: index)
    hasher.add(storageClass)
    switch storageClass {
    case .null: break
    case .integer: hasher.add(row.integer(at: index))
    case .real: hasher.add(row.real(at: index))
    case .text, .blob: row.withBytes(at: index) { hasher.add(bytes: $0) }
    }
  }
}
