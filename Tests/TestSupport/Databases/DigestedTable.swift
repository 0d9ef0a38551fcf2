internal import OpencodeStore

/// A table whose rows are digested.
struct DigestedTable {
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
    try rows.forEachRow { digests.append(digest(of: $0, hasher: hasher)) }
    return digests
  }

  /// The digest of a row that a statement stands on, which selects all columns in their order.
  func digest(of row: Statement, hasher: RowHasher) -> RowDigest {
    hasher.begin()
    for (index, column) in columns.enumerated() {
      hasher.add(column: column)
      add(row, at: Int32(index), to: hasher)
    }
    return hasher.finish()
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
