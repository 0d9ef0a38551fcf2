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
    case .rebuilding:
      try EventHistory.loseRows(of: Self.lost, in: machine.database)
      return Self.rebuild
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

  /// The session whose rows are lost.
  static let lost = SessionID("ses_lost")
  private static let rebuild = ["rebuild", lost.rawValue]

  /// Writes the events of a session that gets lost, and has its rows be those that a rebuild makes of them.
  ///
  /// - Throws: `SQLiteError`, `ToolFailure`, `WorkFailure`.
  func rebuildOnce(_ machine: Machine) throws {
    try Connection(path: machine.database, mode: .readWrite).execute(Self.lostSession)
    try EventHistory(of: Self.lost, in: machine.database, seed: 1).write(of: Self.lost, to: machine.database)
    let rows = try EventHistory.rows(of: Self.lost, in: machine.database)
    try EventHistory.loseRows(of: Self.lost, in: machine.database)
    try requireSuccess(machine.run(Self.rebuild))
    guard try EventHistory.rows(of: Self.lost, in: machine.database) == rows else {
      throw WorkFailure(errors: "the rows that were rebuilt are not those that were lost")
    }
    TemporaryFolder.removeAll(machine.archive)
  }

  /// Some rows have no time but what is around them, and some lie on overflow pages.
  private static let lostSession = """
    INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
      VALUES ('ses_lost', 'global', 'lost', '/', 'Lost', '1.18.3', 1790000000000, 1790000000000);
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 9)
      INSERT INTO message (id, session_id, time_created, time_updated, data)
      SELECT 'msg_lost' || n, 'ses_lost', 0, 0,
        iif(n % 3, '{"role":"user","time":{"created":' || (1790000000000 + n) || '}}', '{"role":"user"}') FROM number;
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 29)
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
      SELECT printf('prt_lost%02d', n), 'msg_lost' || (n / 3), 'ses_lost', 0, 0,
        json_object('type', 'text', 'text', hex(zeroblob(n * n * 4))) FROM number;
    """

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
