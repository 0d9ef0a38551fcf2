internal import OpencodeStore
public import RetentionPolicy

/// Takes a glance at a database, at little cost: it is done every few seconds while opencode writes.
public struct DatabaseGlance {
  private let path: String
  /// Who is locked out looks again later: nobody must wait for a glance.
  private static let patience = Milliseconds(250)

  /// For the database at a path.
  public init(path: String) {
    self.path = path
  }

  /// Looks, without leaving anything open.
  ///
  /// - Throws: `PassError`, `SchemaError`, `SQLiteError`; `ReclaimError` when the file cannot be looked up.
  public func take() throws -> Glance {
    try DatabaseFile(path: path).requireUsable(writing: false)
    let footprint = try FileFootprint(databasePath: path)
    let connection = try Connection(path: path, mode: .readOnly, busyTimeout: Self.patience)
    let schema = try SchemaReader(connection: connection).read()
    let usage = try connection.pageUsage()
    let trees = try connection.integer(Self.treeCount(in: schema.sessionTables.map(\.name)))
    return Glance(
      fileBytes: footprint.size, usedBytes: usage.liveBytes, freeBytes: usage.freeBytes, treeCount: Int(trees)
    )
  }

  /// Counts as the planner does: a session that stands in two tables is what the later one says of it, and one whose
  /// parent is gone is a root.
  private static func treeCount(in tables: [String]) -> String {
    let counts = tables.enumerated().map { place, table in
      let elsewhere = tables[(place + 1)...].map {
        "NOT EXISTS (SELECT 1 FROM \($0) AS other WHERE other.id = own.id)"
      }
      let orphan = tables.map { "NOT EXISTS (SELECT 1 FROM \($0) AS other WHERE other.id = own.parent_id)" }
      let isRoot = "(own.parent_id IS NULL OR \(orphan.joined(separator: " AND ")))"
      let conditions = ["typeof(own.id) = 'text'", isRoot] + elsewhere
      return "(SELECT count(*) FROM \(table) AS own WHERE \(conditions.joined(separator: " AND ")))"
    }
    return "SELECT " + counts.joined(separator: " + ")
  }
}
