import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import OpencodeStore
@testable import RetentionEngine
@testable import SessionArchive

/// What an interrupted pass or restore left is finished by the next pass, whatever it is there for.
@Suite struct EarlierPassTests {
  /// A database with a known tree that lies in the archive, whose eviction a crash cut off after the sessions.
  private func crashed() throws -> (fixture: ArchiveFixture, before: DatabaseDigest) {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try File.write("[\"é\"]\n", to: sideFile(fixture))
    let before = try fixture.digest()
    let archived = try fixture.archive([TreeRows.root])
    try Catalog(directory: fixture.directory).mark(archived.trees[0].ids, in: archived.name, as: .evicting)
    try fixture.execute("DELETE FROM session WHERE id IN ('ses_root', 'ses_child')")
    return (fixture, before)
  }

  private func sideFile(_ fixture: ArchiveFixture) -> String {
    fixture.folder.file("storage/session_diff/ses_root.json")
  }

  /// A pass that has no limit to enforce.
  @discardableResult
  private func run(_ fixture: ArchiveFixture) throws -> PassReport {
    let settings = PassSettings(
      policy: Policy(), archive: fixture.directory, level: 3, stateFolder: fixture.folder.file("state"),
      now: fixture.now, isDryRun: false)
    let report = Pass(path: fixture.path, settings: settings, pause: Pause { _ in }).run()
    if let failure = report.failure { throw failure }
    return report
  }

  private func finished(_ report: PassReport) -> Int {
    report.warnings.reduce(0) { sum, warning in
      if case .finishedEarlierPass(let trees) = warning { sum + trees } else { sum }
    }
  }

  private func rows(_ fixture: ArchiveFixture, of session: String) throws -> Int64 {
    try fixture.integer(
      """
      SELECT (SELECT count(*) FROM message WHERE session_id = '\(session)')
        + (SELECT count(*) FROM part WHERE session_id = '\(session)')
        + (SELECT count(*) FROM todo WHERE session_id = '\(session)')
        + (SELECT count(*) FROM event WHERE aggregate_id = '\(session)')
        + (SELECT count(*) FROM event_sequence WHERE aggregate_id = '\(session)')
      """)
  }

  @Test("Also without a limit, once and with the side files")
  func withoutLimit() throws {
    let (fixture, before) = try crashed()
    #expect(finished(try run(fixture)) == 1)
    #expect(try rows(fixture, of: "ses_root") + rows(fixture, of: "ses_child") == 0)
    #expect(try fixture.states(of: TreeRows.root) == ["evicted"])
    #expect(throws: File.Failure.self) { try File.bytes(sideFile(fixture)) }
    #expect(finished(try run(fixture)) == 0)
    try fixture.restore(TreeRows.root)
    #expect(try fixture.digest() == before)
    #expect(try File.bytes(sideFile(fixture)) == Array("[\"é\"]\n".utf8))
  }

  @Test("A side file that was written since stays")
  func laterSideFile() throws {
    let (fixture, _) = try crashed()
    try File.write("newer", to: sideFile(fixture))
    #expect(finished(try run(fixture)) == 1)
    #expect(try File.bytes(sideFile(fixture)) == Array("newer".utf8))
  }

  @Test("Whoever only watches does not wait for another retentiond at the archive")
  func locked() throws {
    let (fixture, _) = try crashed()
    let left = try rows(fixture, of: "ses_root")
    let lock = try PassLock(directory: fixture.directory)
    let report = try withExtendedLifetime(lock) { try run(fixture) }
    #expect(finished(report) == 0)
    #expect(try rows(fixture, of: "ses_root") == left)
  }

  @Test("Of a tree one session of which came back, the others are finished, and can be put back")
  func cameBack() throws {
    let (fixture, before) = try crashed()
    try fixture.execute(
      """
      INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
        VALUES ('ses_root', 'prj_tree', '', '', 'back', '', 1, 1);
      """)
    let kept = try rows(fixture, of: "ses_root")
    #expect(finished(try run(fixture)) == 1)
    #expect(try rows(fixture, of: "ses_root") == kept)
    #expect(try rows(fixture, of: "ses_child") == 0)
    #expect(try fixture.states(of: TreeRows.root) == ["superseded"])
    #expect(try fixture.states(of: TreeRows.child) == ["evicted"])
    let report = try fixture.restore(TreeRows.root)
    #expect(report.sessions == [TreeRows.child])
    #expect(report.standing == [TreeRows.root])
    #expect(before.rows(missingIn: try fixture.digest()).mapValues(\.count) == ["session": 1])
    #expect(try fixture.integer("SELECT count(*) FROM session WHERE title = 'back'") == 1)
    #expect(try fixture.states(of: TreeRows.child) == ["restored"])
  }

  @Test("After the catalog was lost, too")
  func lostCatalog() throws {
    let (fixture, before) = try crashed()
    let others = try fixture.archive(try fixture.trees().map(\.id))
    try File.remove(fixture.directory.catalogPath)
    let left = try fixture.digest()
    #expect(try Catalog(directory: fixture.directory).rebuilt(of: fixture.path).count > 2)
    #expect(try fixture.digest() == left)
    #expect(finished(try run(fixture)) == 1)
    #expect(try Catalog(directory: fixture.directory).rebuilt(of: fixture.path).isEmpty)
    #expect(try rows(fixture, of: "ses_root") + rows(fixture, of: "ses_child") == 0)
    #expect(try fixture.states(of: TreeRows.child) == ["evicted"])
    #expect(try fixture.states(of: others.trees[0].root) == ["archived"])
    try fixture.restore(TreeRows.root)
    #expect(try fixture.digest() == before)
  }

  @Test("A session that is gone with all its rows is evicted, as a rebuilt catalog sees it")
  func lostCatalogAfterEviction() throws {
    let fixture = try ArchiveFixture(.upgraded, sql: TreeRows.sql(.upgraded))
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try File.remove(fixture.directory.catalogPath)
    #expect(finished(try run(fixture)) == 0)
    #expect(try fixture.states(of: TreeRows.root) == ["evicted"])
  }

  @Test("A restore that a crash cut off at any step is undone", arguments: [1, 4, 8, 12, 13])
  func restore(_ step: Int) throws {
    let (fixture, _) = try crashed()
    try run(fixture)
    let evicted = try fixture.digest()
    let other = try Connection(path: fixture.path, mode: .readWrite)
    var count = 0
    var result = Result<Void, any Error>.success(())
    let pause = Pause { _ in
      count += 1
      if count == step { result = Result { try other.execute("BEGIN IMMEDIATE") } }
    }
    let pacer = LockPacer(budget: Milliseconds(0), gap: Milliseconds(0), pause: pause)
    #expect(throws: UnsweptRestore.self) {
      try fixture.restore(TreeRows.root, pacer: pacer, busyTimeout: Milliseconds(0))
    }
    try result.get()
    try other.execute("ROLLBACK")
    // A crash would have left this as well.
    try File.write([1], to: sideFile(fixture) + ".retentiond-partial")
    #expect(try fixture.digest() != evicted)
    #expect(finished(try run(fixture)) == 1)
    #expect(try fixture.digest() == evicted)
    #expect(throws: File.Failure.self) { try File.bytes(sideFile(fixture) + ".retentiond-partial") }
    #expect(try fixture.states(of: TreeRows.root) == ["evicted"])
  }

  @Test("Of a restore that a crash cut off in its second file the first stays, and the rest is undone")
  func secondFile() throws {
    let (fixture, _) = try crashed()
    try run(fixture)
    try fixture.execute(TreeRows.importedRoot)
    let newer = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    let other = try Connection(path: fixture.path, mode: .readWrite)
    var result = Result<Void, any Error>.success(())
    let pause = Pause { _ in
      guard !other.isInTransaction else { return }
      result = Result {
        if try self.rows(fixture, of: "ses_child") > 0 { try other.execute("BEGIN IMMEDIATE") }
      }
    }
    let pacer = LockPacer(budget: Milliseconds(0), gap: Milliseconds(0), pause: pause)
    #expect(throws: PartialRestore.self) {
      try fixture.restore(TreeRows.child, pacer: pacer, busyTimeout: Milliseconds(0))
    }
    try result.get()
    try other.execute("ROLLBACK")
    #expect(try rows(fixture, of: "ses_child") == 1)
    #expect(finished(try run(fixture)) == 1)
    #expect(try fixture.digest() == newer)
    #expect(try fixture.states(of: TreeRows.root) == ["restored", "evicted"])
    #expect(try fixture.states(of: TreeRows.child) == ["evicted"])
    #expect(try fixture.restore(TreeRows.root).sessions == [TreeRows.child])
  }

  @Test("A restore whose end the catalog did not learn of is taken for what it is")
  func unconfirmedRestore() throws {
    let (fixture, before) = try crashed()
    try fixture.restore(TreeRows.root, confirming: false)
    #expect(try fixture.states(of: TreeRows.root) == ["evicting"])
    #expect(finished(try run(fixture)) == 0)
    #expect(try fixture.states(of: TreeRows.root) == ["restored"])
    #expect(try fixture.digest() == before)
  }
}
