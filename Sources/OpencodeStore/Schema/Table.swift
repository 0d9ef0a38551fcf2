/// A table as the database describes it.
public struct Table: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// The columns that are stored, in order; generated columns are left out.
  public let columns: [Column]
  /// The name by which the rowid can be asked for: an alias that no column bears.
  public let rowidName: String

  /// One stored column.
  public struct Column: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The declared type in lower case, empty when there is none.
    let declaredType: String
    /// Whether an index or the primary key holds it: such values are short.
    let isIndexed: Bool
    /// Whether it is the rowid itself (`INTEGER PRIMARY KEY`).
    let isRowid: Bool

    /// Whether values may be long: text or bytes outside every index.
    var mayBeLong: Bool {
      !isIndexed && !declaredType.contains("int") && !declaredType.contains("real")
    }
  }

  /// Whether a stored column of that name exists.
  public func hasColumn(_ name: String) -> Bool {
    columns.contains { $0.name == name }
  }

  /// The table with some of its columns only.
  public func limited(to columns: Set<String>) -> Table {
    Table(name: name, columns: self.columns.filter { columns.contains($0.name) }, rowidName: rowidName)
  }

  /// The columns of its unique indexes, the primary key's among them; those over expressions are left out.
  ///
  /// - Throws: `SQLiteError`.
  public func uniqueKeys(_ connection: Connection) throws -> [[String]] {
    var keys: [[String]] = columns.filter(\.isRowid).map { [$0.name] }
    let names = try connection.prepare(
      "SELECT name FROM pragma_index_list(\(name.quotedLiteral)) WHERE \"unique\"")
    let columns = try connection.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")
    try names.forEachRow { row in
      try columns.bind(row.text(at: 0) ?? "", at: 1)
      var key: [String?] = []
      try columns.forEachRow { key.append($0.text(at: 0)) }
      if !key.contains(nil) { keys.append(key.compactMap(\.self)) }
    }
    return keys
  }

  /// The columns that opencode keeps times in, as far as they can be read without the overflow pages of a
  /// long value before them.
  var activityColumns: [String] {
    columns.prefix { !($0.mayBeLong && $0.name != "title" && $0.name != "directory") || !isWide }
      .map(\.name).filter { $0 == "time_created" || $0 == "time_updated" }
  }

  /// Whether long values are this table's purpose (`data`, `payload`, …).
  private var isWide: Bool { hasColumn("data") || hasColumn("payload") || hasColumn("value") }
}
