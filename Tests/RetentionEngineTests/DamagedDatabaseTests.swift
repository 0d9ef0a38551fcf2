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

  @Test("Damage that a pass found is remembered until it is mended")
  func remembered() throws {
    let fixture = try PassFixture(SampleDatabase.Options(targetSize: ByteCount(200_000), oddRows: false))
    try fixture.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let sound = try File.bytes(fixture.path)
    // A page that nobody uses: nothing that looks at single tables sees it.
    try fixture.base.execute("CREATE TABLE lost (value)")
    try fixture.base.execute(
      "PRAGMA writable_schema=ON; DELETE FROM sqlite_master WHERE name = 'lost'; PRAGMA wal_checkpoint(TRUNCATE)"
    )
    #expect(try fixture.run(Self.policy, isDryRun: true).outcome == .planned)
    try expectRefusal(fixture, finding: "never used")
    let settings = fixture.settings(Self.policy, isDryRun: true)
    let look = Pass(path: fixture.path, settings: settings).run()
    #expect((look.failure as? SQLiteError)?.code == .corrupt)
    let reclaim = ReclaimPass(path: fixture.path, settings: settings, announce: { _ in }).run()
    #expect((reclaim.failure as? SQLiteError)?.code == .corrupt)
    try File.write(sound, to: fixture.path)
    #expect(try fixture.run(Self.policy).outcome == .done)
    #expect(try !File.text(fixture.folder.file("state/checks")).contains("damaged"))
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
