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

  /// The same without some tables.
  public func without(_ names: String...) -> DatabaseDigest {
    DatabaseDigest(tables: tables.filter { !names.contains($0.key) })
  }

  /// The number of rows of a table; 0 when there is none of that name.
  public func count(of table: String) -> Int { tables[table]?.count ?? 0 }
}
