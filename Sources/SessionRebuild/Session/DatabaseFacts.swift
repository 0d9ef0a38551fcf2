internal import OpencodeStore
internal import RetentionPolicy

/// What a database says beside the events of a session. The caller holds a read transaction.
struct DatabaseFacts {
  private let connection: Connection
  private let session: SessionID

  init(of session: SessionID, connection: Connection) {
    self.connection = connection
    self.session = session
  }

  /// Whether there is a table of sequences without a row of the session: opencode would give out numbers anew.
  ///
  /// - Throws: `SQLiteError`.
  func lacksSequence(_ schema: Schema) throws -> Bool {
    try hasSequences(schema) && lastSequence(schema) == nil
  }

  /// The number that `event_sequence` gave out last; nil when it has no row of the session.
  ///
  /// - Throws: `SQLiteError`.
  func lastSequence(_ schema: Schema) throws -> Int64? {
    guard hasSequences(schema) else { return nil }
    var last: Int64?
    let select = try connection.prepare("SELECT seq FROM event_sequence WHERE aggregate_id = ?1")
    try select.bind(session.rawValue, at: 1)
    try select.forEachRow { last = $0.integer(at: 0) }
    return last
  }

  private func hasSequences(_ schema: Schema) -> Bool {
    schema.table("event_sequence").map { $0.hasColumn("seq") && $0.hasColumn("aggregate_id") } ?? false
  }

  /// The rows of the table `project`; nil when sessions refer to no such table.
  ///
  /// - Throws: `SQLiteError`.
  func projects(_ schema: Schema) throws -> [ProjectChoice.Project]? {
    guard schema.references.contains(where: { $0.table.name == "project" && $0.table.hasColumn("worktree") })
    else { return nil }
    var projects: [ProjectChoice.Project] = []
    try connection.prepare("SELECT id, worktree FROM project ORDER BY id").forEachRow { row in
      if let id = row.text(at: 0) { projects.append(.init(id: id, worktree: row.text(at: 1) ?? "")) }
    }
    return projects
  }
}
