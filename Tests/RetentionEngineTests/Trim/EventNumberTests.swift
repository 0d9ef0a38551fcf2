import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Numbers of events: those that come back must not be in the way of the next ones.
@Suite struct EventNumberTests {
  private let fixture: TrimFixture
  private let id: SessionID

  init() throws {
    fixture = try TrimFixture()
    id = try #require(try fixture.base.trees().first { $0.sessions.count == 1 }?.id)
  }

  private var events: Int64 {
    get throws { try fixture.count("event", "aggregate_id = '\(id.rawValue)'") }
  }

  /// As opencode does: a number that is taken makes it fail.
  private func append(_ count: Int = 1) throws {
    for _ in 0..<count {
      try fixture.base.execute(
        """
        BEGIN IMMEDIATE;
        UPDATE event_sequence SET seq = seq + 1 WHERE aggregate_id = '\(id.rawValue)';
        INSERT INTO event (id, aggregate_id, seq, type, data)
          SELECT 'evt_' || hex(randomblob(8)), aggregate_id, seq, 'session.updated.1', '{}' FROM event_sequence
          WHERE aggregate_id = '\(id.rawValue)';
        COMMIT
        """)
    }
  }

  /// As when the session is deleted in opencode and imported anew: the same id, numbers of its own.
  private func importAnew(events: Int) throws {
    try fixture.base.execute(
      """
      CREATE TABLE kept AS SELECT * FROM session WHERE id = '\(id.rawValue)';
      PRAGMA foreign_keys = ON;
      DELETE FROM session WHERE id = '\(id.rawValue)';
      DELETE FROM event_sequence WHERE aggregate_id = '\(id.rawValue)';
      INSERT INTO session SELECT * FROM kept;
      DROP TABLE kept;
      INSERT INTO event_sequence (aggregate_id, seq) VALUES ('\(id.rawValue)', -1)
      """)
    try append(events)
  }

  private func restore(_ source: RestoreSource = .events) throws -> RestoreReport {
    try fixture.base.restore(id, from: source)
  }

  @Test("Events above the number that was given out last stay in the archive")
  func importedAnewWithoutEvents() throws {
    let count = try events
    _ = try fixture.run()
    try importAnew(events: 0)
    let report = try restore()
    #expect(report.trims.map(\.leftOut) == [Int(count)])
    #expect(try events == 0)
    try append(3)
  }

  @Test("Events of a session that opencode has no sequence for stay in the archive")
  func uncounted() throws {
    let count = try events
    _ = try fixture.run()
    try fixture.base.execute(
      "PRAGMA foreign_keys = OFF; DELETE FROM event_sequence WHERE aggregate_id = '\(id.rawValue)'")
    let before = try fixture.base.digest()
    let report = try restore()
    #expect(report.rows == 0 && report.trims.map(\.leftOut) == [Int(count)])
    #expect(try fixture.base.digest() == before)
  }

  @Test("Where other events stand under the same numbers, none comes back of an earlier life of the session")
  func importedAnew() throws {
    let count = try events
    _ = try fixture.run()
    try importAnew(events: 3)
    let before = try fixture.base.digest()
    let report = try restore()
    #expect(report.rows == 0 && report.trims.map(\.leftOut) == [Int(count)])
    #expect(try fixture.base.digest() == before)
    try append(3)
  }

  @Test("Neither do they come with a tree that did not have them when it went")
  func treeOfAnotherLife() throws {
    _ = try fixture.run()
    try importAnew(events: 3)
    let report = try fixture.pass.run(
      Policy(maxSessions: 1, minIdle: .hours(1), keepShared: false, events: .keep))
    #expect(report.evicted.contains { $0.tree.id == id })
    try fixture.pass.restore(report.evicted.map(\.tree.id))
    #expect(try events == 3)
    #expect(try fixture.count("event", "aggregate_id <> '\(id.rawValue)'") > 0)
    try append(3)
  }

  @Test(
    "Events without a sequence, or with numbers that it has not given out, stay: they could not be put back",
    arguments: ["DELETE FROM event_sequence", "UPDATE event_sequence SET seq = 1"])
  func unnumbered(_ change: String) throws {
    try fixture.base.execute("PRAGMA foreign_keys = OFF; \(change) WHERE aggregate_id = '\(id.rawValue)'")
    let count = try events
    let report = try fixture.run()
    #expect(!report.trimmed.isEmpty && !report.trimmed.contains { $0.eviction.tree.id == id })
    #expect(report.left.unnumberedEvents == 1)
    #expect(try events == count)
  }

  @Test("Of several lives the last one's come back", arguments: [3, 80])
  func severalLives(_ count: Int) throws {
    _ = try fixture.run()
    try importAnew(events: count)
    let before = try fixture.base.digest()
    _ = try fixture.run()
    #expect(try events == 0)
    let report = try restore()
    #expect(report.rows == count)
    #expect(try fixture.base.digest() == before)
    try append(3)
  }

  @Test("Those of opencode 1 do not come into a database that opencode 2 has taken over")
  func upgraded() throws {
    let count = try events
    _ = try fixture.run()
    let upgraded = fixture.base.folder.file("upgraded.db")
    _ = try SampleDatabase.make(
      at: upgraded, options: .init(generation: .upgraded, targetSize: ByteCount(200_000), oddRows: false))
    let other = try Connection(path: upgraded, mode: .readWrite)
    try other.execute(
      """
      PRAGMA foreign_keys = OFF; ATTACH '\(fixture.base.path)' AS before;
      INSERT OR IGNORE INTO session SELECT * FROM before.session WHERE id = '\(id.rawValue)';
      DELETE FROM event WHERE aggregate_id = '\(id.rawValue)';
      INSERT OR REPLACE INTO event_sequence VALUES ('\(id.rawValue)', 999999, NULL)
      """)
    let report = try fixture.base.restore(id, into: upgraded, from: .events)
    #expect(report.rows == 0 && report.trims.map(\.leftOut) == [Int(count)])
    #expect(try other.integer("SELECT count(*) FROM event WHERE aggregate_id = '\(id.rawValue)'") == 0)
  }

  @Test("What was put back and deleted with its session comes back again")
  func twice() throws {
    let before = try fixture.base.digest()
    _ = try fixture.run()
    let report = try fixture.pass.run(
      Policy(maxSessions: 1, minIdle: .hours(1), keepShared: false, events: .keep))
    for _ in 0..<2 {
      let root = try #require(report.evicted.first { $0.tree.id == id }).tree.id
      try fixture.base.restore(root)
      #expect(try events > 3)
      try fixture.base.execute(
        """
        PRAGMA foreign_keys = ON; DELETE FROM part WHERE session_id = '\(root.rawValue)';
        DELETE FROM session WHERE id = '\(root.rawValue)';
        DELETE FROM event_sequence WHERE aggregate_id = '\(root.rawValue)'
        """)
    }
    try fixture.pass.restoreAll(report)
    for root in Set(try fixture.base.trees().map(\.id)) {
      do { try fixture.base.restore(root, from: .events) } catch ArchiveError.noEvents {
        // They came back with their session.
      }
    }
    #expect(try fixture.base.digest() == before)
  }

  @Test("When all of them are back there are none to put back")
  func noneLeft() throws {
    _ = try fixture.run()
    _ = try restore()
    #expect(throws: ArchiveError.noEvents(id: id, directory: fixture.base.directory.path)) { try restore() }
  }

  @Test("Where the database has moved they come back into it, also with their tree")
  func moved() throws {
    let before = try fixture.base.digest()
    let trimmed = try fixture.run()
    let moved = fixture.base.folder.file("moved.db")
    _ = try ToolProcess.output(["mv", fixture.base.path, moved])
    let settings = fixture.pass.settings(
      Policy(maxSessions: 1, minIdle: .hours(1), keepShared: false, events: .keep))
    let report = Pass(path: moved, settings: settings, pause: Pause { _ in }).run()
    #expect(report.failure == nil && report.evicted.count > 3)
    let kept = Set(trimmed.trimmed.map(\.eviction.root)).subtracting(report.evicted.map(\.tree.id))
    for (roots, source) in [(report.evicted.map(\.tree.id), RestoreSource.latest), (Array(kept), .events)] {
      let results = try RestorePass(
        archive: fixture.base.directory, database: moved, source: source, pause: Pause { _ in }
      ).run(roots)
      #expect(results.allSatisfy { $0.failure == nil })
    }
    #expect(try DatabaseDigest(of: moved) == before)
  }
}
