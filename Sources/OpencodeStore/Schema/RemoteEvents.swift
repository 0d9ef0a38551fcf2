/// Whose events another machine reads: of a session that moves to a remote workspace, or whose events somebody owns.
struct RemoteEvents {
  /// The tables that say so, the column with the session's id, and the one that then is not NULL.
  private let marks: [(table: String, id: String, mark: String)]

  /// Where a schema says so.
  init(in schema: Schema) {
    var marks = schema.sessionTables.filter { $0.hasColumn("workspace_id") }
      .map { (table: $0.name, id: "id", mark: "workspace_id") }
    if let sequence = schema.table("event_sequence"), sequence.hasColumn("owner_id") {
      marks.append((sequence.name, "aggregate_id", "owner_id"))
    }
    self.marks = marks
  }

  /// Selections of the ids of such sessions.
  var selections: [String] {
    marks.map { "SELECT \($0.id) FROM \($0.table.quotedIdentifier) WHERE \($0.mark) IS NOT NULL" }
  }

  /// A condition that holds when session `?1` is one of them.
  var condition: String {
    let all = zip(marks, selections).map { "EXISTS (\($1) AND \($0.id) = ?1)" }
    return all.isEmpty ? "?1 IS NULL" : all.joined(separator: " OR ")
  }
}
