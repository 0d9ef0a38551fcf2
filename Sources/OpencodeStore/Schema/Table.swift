/// A table as the database describes it.
public struct Table: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// The columns that are stored, in order; generated columns are left out.
  public let columns: [Column]
  /// The name by which the rowid can be asked for: an alias that no column bears.
  let rowidName: String

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

  /// The columns that opencode keeps times in, as far as they can be read without the overflow pages of a
  /// long value before them.
  var activityColumns: [String] {
    columns.prefix { !($0.mayBeLong && $0.name != "title" && $0.name != "directory") || !isWide }
      .map(\.name).filter { $0 == "time_created" || $0 == "time_updated" }
  }

  /// Whether long values are this table's purpose (`data`, `payload`, …).
  private var isWide: Bool { hasColumn("data") || hasColumn("payload") || hasColumn("value") }
}
