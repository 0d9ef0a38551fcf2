import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

@testable import OpencodeStore

/// What happens between archiving and evicting, and between the slices of a sweep.
@Suite struct EvictionTests {
  static let long = "replace(hex(zeroblob(50000)), '00', 'x')"

  static let changes: [(generation: SampleDatabase.Generation, sql: String)] = [
    (.v1, "UPDATE session SET title = 'another' WHERE id = 'ses_child'"),
    (.v1, "UPDATE session SET metadata = 'n0 JSON' WHERE id = 'ses_child'"),
    (.v1, "UPDATE message SET time_updated = time_updated + 1 WHERE id = 'msg_c'"),
    (.v1, "UPDATE todo SET time_updated = '1x'"),
    (.v1, "DELETE FROM part WHERE id = 'prt_4'"), (.v1, "DELETE FROM session WHERE id = 'ses_child'"),
    (.v1, "DELETE FROM event WHERE id = 'evt_1'"), (.v1, "UPDATE event_sequence SET seq = 9"),
    (
      .v1,
      "INSERT INTO event (id, aggregate_id, seq, type, data) VALUES ('evt_new', 'ses_child', 7, 't', '{}')"
    ),
    (.v1, "UPDATE session SET parent_id = NULL WHERE id = 'ses_child'"),
    (
      .v1,
      """
      INSERT INTO session (id, project_id, parent_id, slug, directory, title, version, time_created, time_updated)
        VALUES ('ses_new', 'prj_tree', 'ses_child', '', '', '', '', 1, 1)
      """
    ),
    // A long value: same length, same beginning; the time tells.
    (.v1, "UPDATE part SET data = substr(data, 1, 60000) || '!', time_updated = 9 WHERE id = 'prt_long'"),
    // And where whoever wrote did not set it.
    (.v1, "UPDATE part SET data = substr(data, 1, 60000) || '!' WHERE id = 'prt_long'"),
    (.v2, "UPDATE session_v2 SET time_idle = 1 WHERE id = 'ses_root'"),
    (.v2, "UPDATE session_message SET data = '[]' WHERE id = 'msg_v2_b'"),
    // And where there is no time that could tell.
    (.v2, "UPDATE instruction_state SET current_values = substr(current_values, 1, 49999) || '!'"),
    (.v2, "UPDATE unknown SET body = substr(body, 1, 49999) || '!' WHERE length(body) > 9"),
    // One of two equal rows takes the other's place.
    (.v2, "UPDATE unknown SET body = 'a' WHERE body = 'b'"),
    // The schema itself: what a new column holds is not archived.
    (.v2, "ALTER TABLE session_v2 ADD COLUMN extra TEXT; UPDATE session_v2 SET extra = 'new'"),
    (.v2, "CREATE TABLE more (sid TEXT REFERENCES session_v2 (id)); INSERT INTO more VALUES ('ses_root')"),
  ]

  static func fixture(_ generation: SampleDatabase.Generation) throws -> ArchiveFixture {
    let more =
      generation == .v1
      ? """
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        VALUES ('prt_long', 'msg_a', 'ses_root', 1, 1, substr(\(long), 1, 50000) || hex(zeroblob(5000)) || '?');
      """
      : """
      UPDATE instruction_state SET current_values = \(long);
      CREATE TABLE unknown (sid TEXT REFERENCES session_v2 (id), body TEXT);
      INSERT INTO unknown VALUES ('ses_root', \(long)), ('ses_root', 'a'), ('ses_root', 'b');
      """
    return try ArchiveFixture(generation, sql: TreeRows.sql(generation) + more)
  }

  @Test("A tree that changed after it was archived is left as it is", arguments: changes)
  func changed(_ generation: SampleDatabase.Generation, _ sql: String) throws {
    let fixture = try Self.fixture(generation)
    let schema = try fixture.schema()
    let receipt = try fixture.receipt(TreeRows.root)
    try fixture.execute(sql)
    let before = try fixture.digest()
    #expect(try fixture.evict(receipt, schema: schema) == .changed)
    #expect(try fixture.digest() == before)
  }

  @Test(
    "A commit elsewhere does not keep a tree",
    arguments: [
      "UPDATE project SET time_updated = 7",
      "UPDATE session SET title = 'x' WHERE id NOT IN ('ses_root', 'ses_child')",
      // A child whose id is none that opencode, or anybody, can name.
      """
      INSERT INTO session (id, project_id, parent_id, slug, directory, title, version, time_created, time_updated)
        VALUES (NULL, 'prj_tree', 'ses_root', '', '', '', '', 1, 1)
      """,
    ])
  func unrelatedCommit(_ sql: String) throws {
    let fixture = try Self.fixture(.v1)
    let receipt = try fixture.receipt(TreeRows.root)
    try fixture.execute(sql)
    let before = try fixture.digest()
    #expect(try fixture.evict(receipt).isComplete)
    let after = try fixture.digest()
    #expect(after.rows(missingIn: before).isEmpty)
    #expect(before.rows(missingIn: after).values.reduce(0) { $0 + $1.count } == receipt.rowCount)
    #expect(try integrityProblems(fixture.path).orphans.isEmpty || sql.contains("NULL"))
    try fixture.restore(TreeRows.root)
    #expect(try fixture.digest() == before)
  }

  @Test("Rows written during the sweep stay, are counted, and a restore leaves them")
  func writtenDuringSweep() throws {
    let fixture = try Self.fixture(.v1)
    let before = try fixture.digest()
    let receipt = try fixture.receipt(TreeRows.root)
    let outcome = try evictInSlices(fixture, receipt) {
      try fixture.execute(
        """
        INSERT INTO event (id, aggregate_id, seq, type, data) VALUES ('evt_new', 'ses_root', 3, 'new', '{}');
        UPDATE event_sequence SET seq = 3 WHERE aggregate_id = 'ses_root';
        """)
    }
    #expect(outcome == .evicted(rows: receipt.rowCount - 3, left: 2))
    let left = try fixture.digest()
    #expect(left.rows(missingIn: before).mapValues(\.count) == ["event": 1, "event_sequence": 1])
    // What was written later stays; all else is as before.
    try fixture.restore(TreeRows.root)
    let restored = try fixture.digest()
    #expect(before.rows(missingIn: restored).mapValues(\.count) == ["event_sequence": 1])
    #expect(restored.rows(missingIn: before).mapValues(\.count) == ["event": 1, "event_sequence": 1])
  }

  @Test("A session that comes back during the sweep keeps what it has")
  func comesBack() throws {
    let fixture = try Self.fixture(.v1)
    let receipt = try fixture.receipt(TreeRows.root)
    let outcome = try evictInSlices(fixture, receipt) {
      try fixture.execute(
        """
        INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
          VALUES ('ses_root', 'prj_tree', '', '', 'back', '', 1, 1);
        INSERT INTO todo VALUES ('ses_root', 'new', 'pending', 'low', 5, 1, 1);
        """)
    }
    guard case .cameBack(_, [TreeRows.root]) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try fixture.integer("SELECT count(*) FROM todo WHERE content = 'new'") == 1)
    #expect(try fixture.integer("SELECT count(*) FROM session WHERE title = 'back'") == 1)
    #expect(try fixture.integer("SELECT count(*) FROM message WHERE session_id = 'ses_child'") == 0)
  }

  @Test(
    "A crash in the middle of a sweep loses nothing: the tree can be restored at once, or be swept to its end"
  )
  func crash() throws {
    for finishes in [false, true] {
      let fixture = try Self.fixture(.v1)
      let before = try fixture.digest()
      let receipt = try fixture.receipt(TreeRows.root)
      try crashDuringSweep(fixture, receipt)
      #expect(try fixture.integer("SELECT count(*) FROM session WHERE id LIKE 'ses_root'") == 0)
      #expect(try fixture.integer("SELECT count(*) FROM message WHERE session_id = 'ses_root'") > 0)
      if finishes {
        let connection = try Connection(path: fixture.path, mode: .readWrite)
        let schema = try fixture.schema()
        let pacer = LockPacer(pause: Pause { _ in })
        let outcome = try Evictor(connection: connection, schema: schema, pacer: pacer).finish(receipt)
        #expect(outcome.isComplete)
        #expect(try fixture.integer("SELECT count(*) FROM message WHERE session_id = 'ses_root'") == 0)
      }
      try fixture.restore(TreeRows.root)
      #expect(try fixture.digest() == before)
    }
  }

  // MARK: Helpers

  /// Evicts with a pause after the sessions' own rows and after every row, the first of which runs `body`.
  private func evictInSlices(
    _ fixture: ArchiveFixture, _ receipt: Receipt, _ body: () throws -> Void
  ) throws -> EvictionOutcome {
    var outcome = Result<Void, any Error>.success(())
    var isFirst = true
    return try withoutActuallyEscaping(body) { body in
      let pause = Pause { _ in
        if isFirst { outcome = Result(catching: body) }
        isFirst = false
      }
      let result = try evict(fixture, receipt, pause)
      try outcome.get()
      return result
    }
  }

  /// Locks out the evictor after the sessions' own rows are gone: it fails as it would in a crash.
  private func crashDuringSweep(_ fixture: ArchiveFixture, _ receipt: Receipt) throws {
    let other = try Connection(path: fixture.path, mode: .readWrite)
    var result = Result<Void, any Error>.success(())
    var isFirst = true
    let pause = Pause { _ in
      if isFirst { result = Result { try other.execute("BEGIN IMMEDIATE") } }
      isFirst = false
    }
    #expect(throws: SQLiteError.self) { try evict(fixture, receipt, pause) }
    try result.get()
    try other.execute("ROLLBACK")
  }

  private func evict(_ fixture: ArchiveFixture, _ receipt: Receipt, _ pause: Pause) throws -> EvictionOutcome
  {
    let connection = try Connection(path: fixture.path, mode: .readWrite, busyTimeout: Milliseconds(0))
    let pacer = LockPacer(budget: Milliseconds(0), gap: Milliseconds(0), pause: pause)
    return try Evictor(connection: connection, schema: fixture.schema(), pacer: pacer).evict(receipt)
  }
}
