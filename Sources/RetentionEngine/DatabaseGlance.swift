internal import OpencodeStore
public import RetentionPolicy

/// Takes a glance at a database, at little cost: it is done every few seconds while opencode writes.
public struct DatabaseGlance {
  private let path: String

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
    let connection = try Connection(path: path, mode: .readOnly)
    let schema = try SchemaReader(connection: connection).read()
    let usage = try connection.pageUsage()
    let trees = try schema.sessionTables.reduce(0) { sum, table in
      sum + Int(try connection.integer("SELECT count(*) FROM \(table.name) WHERE parent_id IS NULL"))
    }
    return Glance(
      fileBytes: footprint.size, usedBytes: usage.liveBytes, freeBytes: usage.freeBytes, treeCount: trees)
  }
}
