import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport

/// A piece of work in which faults happen.
enum Scenario: String, CaseIterable {
  /// A pass over a database of opencode 1.
  case v1
  /// A pass over one of opencode 2.
  case v2
  /// A pass over one that opencode 2 upgraded.
  case upgraded
  /// A pass that also converts the file.
  case converting
  /// A pass that also gives pages back with an incremental vacuum.
  case vacuuming
  /// A pass that finishes what a pass before it had begun.
  case finishing
  /// A pass that takes rows from sessions that stay, and what hangs on none.
  case trimming
  /// A pass that takes the rows of opencode 1 that opencode 2 has taken over.
  case migrated
  /// A restore of all that a pass evicted.
  case restoring
  /// A restore of events to sessions that stay.
  case restoringEvents
  /// A rebuild of a session of which only the events are left.
  case rebuilding

  /// Whether the work is a pass.
  var isPass: Bool { ![.restoring, .restoringEvents, .rebuilding].contains(self) }

  /// Which opencode wrote the database.
  var generation: SampleDatabase.Generation {
    switch self {
    case .v2: .v2
    case .upgraded, .migrated: .upgraded
    default: .v1
    }
  }

  /// The ids of the sessions that stand in a database.
  ///
  /// - Throws: `SQLiteError`.
  func sessions(in database: String) throws -> [SessionID] {
    let connection = try Connection(path: database, mode: .readOnly)
    let tables = [generation == .v2 ? nil : "session", generation == .v1 ? nil : "session_v2"].compactMap(
      \.self)
    let select = tables.map { "SELECT id FROM \($0)" }.joined(separator: " UNION ")
    var sessions: [SessionID] = []
    try connection.prepare(select).forEachRow { row in
      if let id = row.text(at: 0) { sessions.append(SessionID(id)) }
    }
    return sessions
  }

  /// Whether rows go and no session does.
  var takesRows: Bool { [.trimming, .migrated, .restoringEvents].contains(self) }

  /// What is asked for: all but the newest trees go, or all but the sessions, which are published.
  var policy: Policy {
    takesRows ? Policy(maxSize: .mebibytes(1).share(percent: 1)) : Policy(maxSessions: 18, keepShared: false)
  }
  /// The same for the command line.
  var configuration: String {
    takesRows ? #"{"maxSizeMB": 0.01}"# : #"{"maxSessions": 18, "keepShared": false}"#
  }

  /// Makes the database that the work begins with.
  ///
  /// - Throws: `SQLiteError`, `ToolFailure`.
  func prepare(_ machine: Machine) throws {
    try machine.makeDatabase(
      "opencode.db",
      SampleDatabase.Options(
        generation: generation, shape: takesRows && generation == .v1 ? .events : .parts,
        targetSize: ByteCount(100_000),
        seed: 5, oddRows: false, sideFiles: true))
    let connection = try Connection(path: machine.database, mode: .readWrite)
    try connection.execute(TreeRows.sql(generation))
    try connection.execute(Self.longValue(generation))
    switch self {
    case .v1, .v2, .upgraded, .finishing, .restoring: break
    case .rebuilding: try rebuildOnce(machine)
    case .trimming: try connection.execute(Self.leftovers)
    case .migrated: try connection.execute(Self.published + Self.notUsed)
    case .restoringEvents: try connection.execute("UPDATE session SET share_url = 'https://opncd.ai/s/1'")
    case .converting: try connection.execute(Self.freePages)
    case .vacuuming:
      try connection.execute("PRAGMA auto_vacuum=INCREMENTAL; VACUUM")
      try connection.execute(Self.freePages)
    }
    _ = try connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").step()
  }

  /// A value on overflow pages, whose size and beginning alone are compared under the lock.
  private static func longValue(_ generation: SampleDatabase.Generation) -> String {
    let data = #"'{"type":"text","text":"' || hex(zeroblob(5000)) || '"}'"#
    return generation == .v1
      ? """
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        VALUES ('prt_long', 'msg_c', 'ses_child', 2500, 2500, \(data));
      """
      : """
      INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
        VALUES ('msg_long', 'ses_child', 'user', 9, 2500, 2500, \(data));
      """
  }

  /// A session without its row, parts without their message, and all others published.
  private static let leftovers = """
    PRAGMA foreign_keys = OFF;
    DELETE FROM session WHERE id = (SELECT session_id FROM message GROUP BY session_id ORDER BY count(*) DESC LIMIT 1);
    DELETE FROM message WHERE id = (SELECT message_id FROM part JOIN session ON session.id = session_id
      GROUP BY message_id ORDER BY count(*) DESC LIMIT 1);
    UPDATE session SET share_url = 'https://opncd.ai/s/1'
    """

  /// All sessions are published, in both sets of tables.
  private static let published = """
    UPDATE session SET share_url = 'https://opncd.ai/s/1';
    UPDATE session_v2 SET share_url = 'https://opncd.ai/s/1';

    """

  /// Nobody has used opencode 1 for two months.
  private static let notUsed = """
    UPDATE session SET time_updated = time_updated - 5184000000;
    UPDATE session_v2 SET time_updated = time_updated - 5184000000;
    """

  /// So many that giving them back is worth it.
  private static let freePages =
    "CREATE TABLE filler (data); INSERT INTO filler VALUES (zeroblob(1200000)); DROP TABLE filler"
}
