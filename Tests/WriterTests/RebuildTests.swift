import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing
import WriterTrial

/// A session is rebuilt while others are written to.
extension WriterTests {
  @Test func aRebuildBesideEightWritersLosesNothing() throws {
    let machine = try Machine()
    let id = SessionID("ses_lost")
    try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(8), now: .current, oddRows: false))
    try Connection(path: machine.database, mode: .readWrite).execute(Self.largeSession)
    try EventHistory(of: id, in: machine.database, seed: 1).write(of: id, to: machine.database)
    let rows = try EventHistory.rows(of: id, in: machine.database)
    try EventHistory.loseRows(of: id, in: machine.database)
    // What comes of it when nobody writes.
    let quiet = machine.file("quiet.db")
    try Connection(path: machine.database, mode: .readOnly).execute("VACUUM INTO '\(quiet)'")
    let alone = try machine.run(["rebuild", id.rawValue, "--database", quiet])
    #expect(alone.status == 0, "\(alone.errors)")
    #expect(try EventHistory.rows(of: id, in: quiet) == rows)

    let fleet = try WriterFleet(
      database: machine.database, folder: machine.file("."), options: Self.options)
    let began = Microseconds.now
    let run = try machine.run(["rebuild", id.rawValue])
    let ended = Microseconds.now
    let records = try fleet.stop()
    #expect(run.status == 0, "\(run.errors)")
    let check = try TrialCheck(
      original: DatabaseDigest(of: quiet), records: records, database: machine.database,
      archived: DatabaseDigest(tables: [:]), evicted: [])
    #expect(check.isSound, "\(check)")
    #expect(records.contains { $0.began > began && $0.began < ended }, "nobody wrote meanwhile")
  }

  /// So many rows that they go in slice by slice, with gaps for the writers.
  private static let largeSession = """
    INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
      VALUES ('ses_lost', 'global', 'lost', '/', 'Lost', '1.18.3', 1790000000000, 1790000000000);
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 299)
      INSERT INTO message (id, session_id, time_created, time_updated, data)
      SELECT printf('msg_lost%04d', n), 'ses_lost', 0, 0,
        json_object('role', 'user', 'time', json_object('created', 1790000000000 + n)) FROM number;
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 5999)
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
      SELECT printf('prt_lost%04d', n), printf('msg_lost%04d', n / 20), 'ses_lost', 0, 0,
        json_object('type', 'text', 'text', hex(zeroblob(n % 700))) FROM number;
    """
}
