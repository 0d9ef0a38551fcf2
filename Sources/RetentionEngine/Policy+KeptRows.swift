internal import OpencodeStore
internal import RetentionPolicy

extension Policy {
  /// The rows among those of an eviction that stay: the newest copies of an event history. The caller holds the
  /// transaction.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  func keptRows(of eviction: Plan.Eviction, _ connection: Connection, _ schema: Schema) throws -> Set<RowID> {
    guard eviction.content == .events, keepLatestEvents else { return [] }
    return try EventCensus(connection: connection, schema: schema).newestRows(of: eviction.tree.id)
  }
}
