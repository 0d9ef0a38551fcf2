import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// Damage that no row of a pass touches. `Tests/damage` has the other kinds.
@Suite struct DamagedDatabaseTests {
  private static let policy = Policy(maxSessions: 4, minIdle: Milliseconds(0))

  @Test("A wrong list of free pages keeps a pass from writing anything")
  func freelist() throws {
    let fixture = try PassFixture(SampleDatabase.Options(targetSize: ByteCount(200_000), oddRows: false))
    try fixture.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    var bytes = try File.bytes(fixture.path)
    // The number of free pages, which counts one that is in use.
    // https://sqlite.org/fileformat2.html#the_database_header
    bytes[39] += 1
    try File.write(bytes, to: fixture.path)
    try expectRefusal(fixture, finding: "freelist")
  }

  @Test("A row that an index lacks keeps a pass from writing anything")
  func index() throws {
    let fixture = try PassFixture(SampleDatabase.Options(targetSize: ByteCount(200_000), oddRows: false))
    let name = "part_session_idx"
    // Without its entry in the schema the index is not told of the row.
    try fixture.base.execute("CREATE TABLE kept AS SELECT * FROM sqlite_master WHERE name = '\(name)'")
    try fixture.base.execute("PRAGMA writable_schema=ON; DELETE FROM sqlite_master WHERE name = '\(name)'")
    try fixture.base.execute(TreeRows.sql())
    try fixture.base.execute(
      """
      PRAGMA writable_schema=ON; INSERT INTO sqlite_master SELECT * FROM kept;
      PRAGMA wal_checkpoint(TRUNCATE)
      """)
    try expectRefusal(fixture, finding: "missing from index")
  }

  private func expectRefusal(_ fixture: PassFixture, finding: String) throws {
    let before = try File.bytes(fixture.path)
    let settings = fixture.settings(Self.policy)
    let report = Pass(path: fixture.path, settings: settings, pause: Pause { _ in }).run()
    let failure = try #require(report.failure as? SQLiteError)
    #expect(failure.code == .corrupt)
    #expect(failure.message.contains(finding), "\(failure.message)")
    #expect(report.outcome == .failed && report.evicted.isEmpty)
    #expect(try File.bytes(fixture.path) == before)
  }
}
