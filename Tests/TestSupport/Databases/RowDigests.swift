public import OpencodeStore

/// Digests of chosen rows, as `DatabaseDigest` has them; the rows are small.
public final class RowDigests {
  private let connection: Connection
  private let hasher = RowHasher()
  private var tables: [String: DigestedTable]
  private var selections: [String: Statement] = [:]

  /// Digests of what a connection sees.
  ///
  /// - Throws: `SQLiteError`.
  public init(connection: Connection) throws {
    self.connection = connection
    tables = Dictionary(uniqueKeysWithValues: try DigestedTable.all(of: connection).map { ($0.name, $0) })
  }

  /// Whether the database has a table of this name.
  public func hasTable(_ name: String) -> Bool { tables[name] != nil }

  /// The digests of the rows for which a condition holds, which has a text for its parameter; none when there is
  /// no such table.
  ///
  /// - Throws: `SQLiteError`.
  public func digests(of name: String, where condition: String, _ parameter: String) throws -> [RowDigest] {
    guard let table = tables[name] else { return [] }
    let selection = try selection(from: table, where: condition)
    try selection.bind(parameter, at: 1)
    var digests: [RowDigest] = []
    try selection.forEachRow { digests.append(table.digest(of: $0, hasher: hasher)) }
    return digests
  }

  private func selection(from table: DigestedTable, where condition: String) throws -> Statement {
    let columns = table.columns.map(\.quotedIdentifier).joined(separator: ", ")
    let sql = "SELECT \(columns) FROM \(table.name.quotedIdentifier) WHERE \(condition)"
    if let known = selections[sql] { return known }
    let statement = try connection.prepare(sql)
    selections[sql] = statement
    return statement
  }
}
