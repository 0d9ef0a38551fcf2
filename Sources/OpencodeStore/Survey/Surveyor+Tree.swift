public import RetentionPolicy

extension Surveyor {
  /// Looks again at the sessions of a tree that was surveyed before, in the transaction that the caller holds: when
  /// they were last active, and the signs that opencode is at work on them. Sizes stay what they were.
  ///
  /// - Parameter now: as for `survey`.
  /// - Throws: `SQLiteError`.
  public func look(at tree: SessionTree, now: Timestamp) throws -> SessionTree {
    var census = try SessionCensus(connection: connection, schema: schema, only: tree.sessions.map(\.id))
    var tallies = Array(repeating: SessionTally(), count: census.sessions.count)
    for (table, condition) in schema.ownedTables where !table.activityColumns.isEmpty {
      let newest = table.activityColumns.map { "max(\($0.quotedIdentifier))" }.joined(separator: ", ")
      let select = try connection.prepare(
        "SELECT \(newest) FROM \(table.name.quotedIdentifier) WHERE \(condition)")
      for (number, session) in census.sessions.enumerated() {
        try select.bind(session.id.rawValue, at: 1)
        try select.forEachRow { row in
          for column in table.activityColumns.indices {
            tallies[number].noteActivity(row.integer(at: Int32(column)))
          }
        }
      }
    }
    let active = census.sessions.indices.filter { tallies[$0].activity > BusySigns.since(now).milliseconds }
    try BusySigns(connection: connection, schema: schema).mark(&census, active: active, now: now)
    let sessions = census.surveyed(tallies)
    return SessionTree(root: sessions.first { $0.id == tree.id } ?? tree.root, sessions: sessions)
  }
}
