import OpencodeStore
import RetentionPolicy
import TestSupport

extension Scenario {
  /// Does the work that comes before the fault, and says which arguments do the rest.
  ///
  /// - Throws: `SQLiteError`, `ToolFailure`, `File.Failure`.
  func begin(_ machine: Machine) throws -> [String] {
    switch self {
    case .v1, .v2, .upgraded, .converting, .vacuuming, .trimming, .migrated: return Machine.once
    case .finishing:
      let original = try FolderImage(of: machine.dataFolder)
      try requireSuccess(machine.once())
      try leaveRows(of: original, machine)
      return Machine.once
    case .restoring: return try ["restore"] + evicted(machine, "id = root")
    case .restoringEvents: return try ["restore", "--events"] + evicted(machine, "content = 'events'")
    }
  }

  /// Runs a pass and says what went.
  private func evicted(_ machine: Machine, _ condition: String) throws -> [String] {
    try requireSuccess(machine.once())
    let catalog = try Connection(path: machine.archive + "/catalog.db", mode: .readOnly)
    var ids: [String] = []
    try catalog.prepare("SELECT DISTINCT root FROM archived_session WHERE \(condition) ORDER BY entry")
      .forEachRow {
        if let id = $0.text(at: 0) { ids.append(id) }
      }
    return ids
  }

  private func requireSuccess(_ outcome: Machine.Outcome) throws {
    guard outcome.status == 0 else { throw WorkFailure(errors: outcome.errors) }
  }

  /// Brings about what a pass leaves that dies while it sweeps: every second row of what hung on the sessions
  /// stands again, and the catalog says that the eviction has begun.
  private func leaveRows(of original: FolderImage, _ machine: Machine) throws {
    try TemporaryFolder.with { folder in
      try original.replace(folder.path)
      let connection = try Connection(path: machine.database, mode: .readWrite)
      try connection.execute("ATTACH '\(folder.file("opencode.db"))' AS original")
      for (table, key) in [("event", "aggregate_id"), ("message", "session_id"), ("part", "session_id")] {
        try connection.execute(
          """
          INSERT INTO \(table) SELECT * FROM original.\(table) AS lost
            WHERE rowid % 2 = 0 AND \(key) IN (SELECT id FROM original.session EXCEPT SELECT id FROM session)
          """)
      }
    }
    let catalog = try Connection(path: machine.archive + "/catalog.db", mode: .readWrite)
    try catalog.execute("UPDATE archived_session SET state = 'evicting'")
  }
}

/// The work failed although nothing disturbed it.
struct WorkFailure: Error {
  let errors: String
}
