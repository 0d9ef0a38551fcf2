import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport

/// A small database of opencode's, whole, as the bytes of its files.
struct DatabaseSample {
  /// The database, its log if it has one, side files.
  let files: Files
  /// How many trees of sessions it holds.
  let trees: Int

  /// The bytes of the database before the last checkpoint stand under this name.
  static let earlierMain = "earlier"

  /// One of each kind: every generation, with and without pointer map pages, with and without a log.
  static func all() throws -> [DatabaseSample] {
    try SampleDatabase.Generation.allCases.flatMap { generation in
      try [false, true].flatMap { isIncremental in
        try [false, true].map { hasLog in
          try DatabaseSample(generation, isIncremental: isIncremental, hasLog: hasLog)
        }
      }
    }
  }

  private init(_ generation: SampleDatabase.Generation, isIncremental: Bool, hasLog: Bool) throws {
    let fixture = try ArchiveFixture(
      SampleDatabase.Options(
        generation: generation, targetSize: ByteCount(60_000), oddRows: false, sideFiles: false))
    let connection = try Connection(path: fixture.path, mode: .readWrite)
    if isIncremental { try connection.execute("PRAGMA auto_vacuum=INCREMENTAL; VACUUM") }
    try connection.execute(TreeRows.sql(generation))
    // Long values have pages of their own; rows that went leave free ones.
    try connection.execute(Self.long(generation))
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let earlier = try File.bytes(fixture.path)
    try connection.execute(Self.later(generation))
    if !hasLog { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    var files = [
      Self.earlierMain: earlier,
      DatabaseDamage.main: try File.bytes(fixture.path),
      "storage/session_diff/ses_root.json": Array("[{\"file\":\"a\"}]".utf8),
    ]
    if hasLog { files[DatabaseDamage.log] = try File.bytes(fixture.path + "-wal") }
    self.files = files
    trees = try fixture.trees().count
  }

  private static func table(_ generation: SampleDatabase.Generation) -> String {
    generation == .v1 ? "part" : "session_message"
  }

  private static func long(_ generation: SampleDatabase.Generation) -> String {
    """
    CREATE TABLE IF NOT EXISTS gone (id INTEGER PRIMARY KEY, data TEXT);
    INSERT INTO gone (data) SELECT hex(zeroblob(9000)) FROM session\(generation == .v1 ? "" : "_v2") LIMIT 4;
    UPDATE \(table(generation)) SET data = '{"text":"' || hex(zeroblob(9000)) || '"}'
      WHERE session_id IN ('ses_root', 'ses_child');
    """
  }

  private static func later(_ generation: SampleDatabase.Generation) -> String {
    """
    DROP TABLE gone;
    UPDATE \(table(generation)) SET data = '{"text":"' || hex(zeroblob(7000)) || '"}'
      WHERE session_id = 'ses_child';
    UPDATE project SET time_updated = time_updated + 1;
    INSERT INTO event (id, aggregate_id, seq, type, data) VALUES ('evt_4', 'ses_child', 2, 'x', '{}');
    """
  }
}
