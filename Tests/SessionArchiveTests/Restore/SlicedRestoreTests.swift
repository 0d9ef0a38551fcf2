import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

@testable import OpencodeStore

/// A restore goes in slices: what others see and do between them, and what a crash leaves.
@Suite struct SlicedRestoreTests {
  /// A database whose tree lies in the archive and is gone, before and after that.
  private func evicted(
    _ generation: SampleDatabase.Generation = .v1
  ) throws -> (fixture: ArchiveFixture, before: DatabaseDigest, after: DatabaseDigest) {
    let fixture = try ArchiveFixture(generation, sql: TreeRows.sql(generation))
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    return (fixture, before, try fixture.digest())
  }

  /// Restores with a transaction for every row, calling `body` with the number of each that has ended.
  @discardableResult
  private func restore(
    _ fixture: ArchiveFixture, busyTimeout: Milliseconds = Milliseconds(0), _ body: (Int) throws -> Void
  ) throws -> RestoreReport {
    var count = 0
    var failure: (any Error)?
    return try withoutActuallyEscaping(body) { body in
      let pause = Pause { _ in
        count += 1
        do { try body(count) } catch { failure = failure ?? error }
      }
      let pacer = LockPacer(budget: Milliseconds(0), gap: Milliseconds(0), pause: pause)
      let result = Result {
        try fixture.restore(TreeRows.child, pacer: pacer, busyTimeout: busyTimeout)
      }
      if let failure { throw failure }
      return try result.get()
    }
  }

  private static let sessions = "FROM session WHERE id IN ('ses_root', 'ses_child')"

  @Test("The tree appears at once and complete")
  func atOnce() throws {
    let (fixture, before, _) = try evicted()
    var hidden = 0
    try restore(fixture) { _ in
      let sessions = try fixture.integer("SELECT count(*) \(Self.sessions)")
      if sessions == 0 { hidden += 1 } else { #expect(try fixture.digest() == before) }
    }
    #expect(hidden == TreeRows.countV1 - 2)
    #expect(try fixture.digest() == before)
  }

  /// Cuts a restore off after its n-th transaction: the lock is out of its reach from then on, for its clean-up too.
  ///
  /// - Returns: false when it ended before.
  private func crash(_ fixture: ArchiveFixture, after number: Int) throws -> Bool {
    let other = try Connection(path: fixture.path, mode: .readWrite)
    do {
      try restore(fixture) { if $0 == number { try other.execute("BEGIN IMMEDIATE") } }
      if other.isInTransaction { try other.execute("ROLLBACK") }
      return false
    } catch let error as UnsweptRestore {
      #expect((error.cause as? SQLiteError)?.code.primary == .busy)
      try other.execute("ROLLBACK")
      return true
    }
  }

  @Test("After a crash at any step nothing is to be seen of the tree, and it can be put back")
  func crashAndRestore() throws {
    let (fixture, before, _) = try evicted()
    let receiptRows = TreeRows.countV1 - 2
    var number = 1
    while try crash(fixture, after: number) {
      #expect(try fixture.integer("SELECT count(*) \(Self.sessions)") == 0)
      #expect(try Catalog(directory: fixture.directory).unfinishedRestores(into: fixture.path).count == 1)
      number += 1
    }
    // The last transaction is the first that no crash follows.
    #expect(number == receiptRows + 1)
    #expect(try fixture.digest() == before)
    #expect(try Catalog(directory: fixture.directory).unfinishedRestores(into: fixture.path).isEmpty)
    #expect(try fixture.states(of: TreeRows.child) == ["restored"])
  }

  @Test("A failure at any step takes out again what had been put back", arguments: [1, 2, 5, 9, 13])
  func failure(_ number: Int) throws {
    let (fixture, _, after) = try evicted()
    #expect(throws: ArchiveError.self) {
      try restore(fixture) {
        if $0 == number { try fixture.execute("CREATE TABLE more (a REFERENCES session (id))") }
      }
    }
    try fixture.execute("DROP TABLE more")
    #expect(try fixture.digest() == after)
    #expect(try Catalog(directory: fixture.directory).unfinishedRestores(into: fixture.path).isEmpty)
    #expect(fixture.folder.contents().allSatisfy { !$0.hasSuffix("partial") })
  }

  @Test("A request to stop takes out again what had been put back", arguments: [1, 6, 13])
  func stop(_ number: Int) throws {
    let (fixture, _, after) = try evicted()
    let interruption = Interruption()
    Interruption.$current.withValue(interruption) {
      _ = #expect(throws: Interrupted.self) {
        try restore(fixture) { if $0 == number { interruption.request() } }
      }
    }
    #expect(try fixture.digest() == after)
    #expect(try Catalog(directory: fixture.directory).unfinishedRestores(into: fixture.path).isEmpty)
    try fixture.restore(TreeRows.root)
  }

  @Test("An import meanwhile is not overwritten, and loses nothing", arguments: [1, 7, 13])
  func importMeanwhile(_ number: Int) throws {
    let (fixture, before, _) = try evicted()
    #expect(throws: ArchiveError.appeared(id: TreeRows.root, path: fixture.path)) {
      try restore(fixture) {
        guard $0 == number else { return }
        // As opencode imports: what stands under the same id stays.
        try fixture.execute(
          """
          INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
            VALUES ('ses_root', 'prj_tree', '', '', 'imported', '', 1, 1);
          INSERT OR IGNORE INTO message (id, session_id, time_created, time_updated, data)
            VALUES ('msg_a', 'ses_root', 3000, 3000, '{"role":"user","text":"grün 🌲"}');
          """)
      }
    }
    #expect(try fixture.integer("SELECT count(*) FROM session WHERE title = 'imported'") == 1)
    #expect(try fixture.integer("SELECT count(*) FROM message WHERE id = 'msg_a'") == 1)
    #expect(try fixture.integer("SELECT count(*) FROM message WHERE session_id = 'ses_child'") == 0)
    let now = try fixture.digest()
    #expect(now.rows(missingIn: before).mapValues(\.count) == ["session": 1])
  }

  @Test("A writer beside it never fails, and nothing of its is lost")
  func writer() throws {
    let (fixture, before, _) = try evicted(.upgraded)
    let writer = try Connection(path: fixture.path, mode: .readWrite)
    try writer.execute("PRAGMA foreign_keys=ON")
    var writes = 0
    try restore(fixture, busyTimeout: Milliseconds(5_000)) { number in
      try writer.execute(
        """
        INSERT INTO project (id, worktree, time_created, time_updated, sandboxes)
          VALUES ('prj_new_\(number)', '/', 1, 1, '[]');
        UPDATE project SET time_updated = 2 WHERE id = 'prj_tree';
        """)
      writes += 1
    }
    try writer.execute(
      """
      DELETE FROM project WHERE id LIKE 'prj_new%';
      UPDATE project SET time_updated = 1 WHERE id = 'prj_tree';
      """)
    #expect(writes > 10)
    #expect(try fixture.digest() == before)
  }

  @Test("Long values of every kind come back, in rows that hang on sessions and in their own")
  func longValues() throws {
    let long = "CAST(x'00ff' || zeroblob(200) || replace(hex(zeroblob(600000)), '0', 'y') AS TEXT)"
    let fixture = try ArchiveFixture(
      .v1,
      sql: TreeRows.sql() + """
        UPDATE part SET data = '{"a":"' || replace(hex(zeroblob(530000)), '00', 'ab') || '"}'
          WHERE id = 'prt_1';
        UPDATE part SET data = \(long) WHERE id = 'prt_2';
        UPDATE event SET data = randomblob(1100000) WHERE id = 'evt_1';
        UPDATE event SET data = substr(replace(hex(zeroblob(600000)), '00', 'é'), 2) WHERE id = 'evt_2';
        UPDATE event SET data = replace(hex(zeroblob(524288)), '0', 'x') WHERE id = 'evt_3';
        UPDATE session SET metadata = replace(hex(zeroblob(1100000)), '00', 'm'), permission = \(long)
          WHERE id = 'ses_child';
        """)
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try fixture.restore(TreeRows.root)
    #expect(try fixture.digest() == before)
  }

  @Test("Into another database: what a crash leaves there is known, and the state of its own stays")
  func otherDatabase() throws {
    let (fixture, _, _) = try evicted()
    let other = try ArchiveFixture(.v1)
    let before = try other.digest()
    let locker = try Connection(path: other.path, mode: .readWrite)
    var result = Result<Void, any Error>.success(())
    let pause = Pause { _ in
      if !locker.isInTransaction { result = Result { try locker.execute("BEGIN IMMEDIATE") } }
    }
    let pacer = LockPacer(budget: Milliseconds(0), gap: Milliseconds(0), pause: pause)
    #expect(throws: UnsweptRestore.self) {
      try fixture.restore(TreeRows.root, into: other.path, pacer: pacer, busyTimeout: Milliseconds(0))
    }
    try result.get()
    try locker.execute("ROLLBACK")
    #expect(try other.digest() != before)
    let catalog = try Catalog(directory: fixture.directory)
    #expect(try catalog.unfinishedRestores(into: fixture.path).isEmpty)
    #expect(try catalog.unfinishedRestores(into: other.path).count == 1)
    try fixture.restore(TreeRows.root, into: other.path)
    #expect(try catalog.unfinishedRestores(into: other.path).isEmpty)
    #expect(try fixture.states(of: TreeRows.root) == ["archived"])
    #expect(try other.integer("SELECT count(*) \(Self.sessions)") == 2)
  }
}
