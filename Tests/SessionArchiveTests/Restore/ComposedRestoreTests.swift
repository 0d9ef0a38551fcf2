import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import OpencodeStore
@testable import SessionArchive

/// A tree whose sessions were archived at different times comes back whole.
@Suite struct ComposedRestoreTests {
  /// The rows of the child.
  private static let childRows = ["event": 1, "event_sequence": 1, "message": 1, "part": 1, "session": 1]

  /// A database whose tree lies in the archive and is gone, and whose root somebody imported again.
  private func imported() throws -> (fixture: ArchiveFixture, before: DatabaseDigest) {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try fixture.execute(TreeRows.importedRoot)
    return (fixture, before)
  }

  /// The same after the root, which has a new message, was evicted again; and the rows before that.
  private func evictedAnew() throws -> (fixture: ArchiveFixture, newer: DatabaseDigest) {
    let (fixture, _) = try imported()
    try fixture.execute(
      """
      INSERT INTO message (id, session_id, time_created, time_updated, data)
        VALUES ('msg_new', 'ses_root', 5000, 5000, '{"role":"user"}')
      """)
    let newer = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    return (fixture, newer)
  }

  @Test(
    "Of a tree whose root was imported again the others come back, and the root stays as it is",
    arguments: [TreeRows.root, TreeRows.child])
  func rootImported(_ id: SessionID) throws {
    let (fixture, before) = try imported()
    let standing = try fixture.digest()
    let report = try fixture.restore(id)
    #expect(report.sessions == [TreeRows.child])
    #expect(report.standing == [TreeRows.root])
    let after = try fixture.digest()
    #expect(standing.rows(missingIn: after).isEmpty)
    #expect(after.rows(missingIn: standing).mapValues(\.count) == Self.childRows)
    #expect(after.rows(missingIn: before).mapValues(\.count) == ["session": 1])
    #expect(throws: ArchiveError.exists(id: id, path: fixture.path)) { try fixture.restore(id) }
    #expect(try fixture.digest() == after)
  }

  @Test(
    "A tree whose root was evicted anew comes back from both files, by whichever id",
    arguments: [[TreeRows.root, TreeRows.child], [TreeRows.child, TreeRows.root]])
  func rootEvictedAnew(_ ids: [SessionID]) throws {
    let (fixture, newer) = try evictedAnew()
    let report = try fixture.restore(ids[0])
    #expect(report.sessions == [TreeRows.root, TreeRows.child])
    #expect(report.archiveFiles == fixture.archiveFiles.reversed())
    #expect(report.standing.isEmpty)
    #expect(try fixture.states(of: TreeRows.root) == ["restored", "archived"])
    #expect(try fixture.states(of: TreeRows.child) == ["restored"])
    let after = try fixture.digest()
    #expect(newer.rows(missingIn: after).isEmpty)
    #expect(after.rows(missingIn: newer).mapValues(\.count) == Self.childRows)
    #expect(throws: ArchiveError.exists(id: ids[1], path: fixture.path)) { try fixture.restore(ids[1]) }
    #expect(try fixture.digest() == after)
  }

  @Test("A session under another root since belongs to that one")
  func movedChild() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try fixture.restore(TreeRows.root)
    try fixture.execute("UPDATE session SET parent_id = NULL WHERE id = 'ses_child'")
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.child)).isComplete)
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    #expect(try fixture.restore(TreeRows.root).sessions == [TreeRows.root])
    #expect(try fixture.restore(TreeRows.child).sessions == [TreeRows.child])
    #expect(try fixture.digest() == before)
  }

  @Test("Of two databases that had the same ids each takes its own")
  func twoDatabases() throws {
    let (fixture, _) = try imported()
    try fixture.execute("DELETE FROM session WHERE id = 'ses_root'")
    let other = try ArchiveFixture(.v1, sql: TreeRows.sql() + "UPDATE session SET title = 'other'")
    let before = try other.digest()
    let archived = try other.archive([TreeRows.root], at: other.now - .days(-1))
    #expect(try other.evict(try ArchiveVerifier(archived).verify(archived.trees[0])).isComplete)
    try File.write(try File.bytes(archived.path), to: fixture.directory.path + "/" + archived.name)
    let evicted = try other.digest()
    try fixture.restore(TreeRows.root)
    #expect(try fixture.integer("SELECT count(*) FROM session WHERE title = 'other'") == 0)
    #expect(try fixture.integer("SELECT count(*) FROM session WHERE title LIKE 'The %'") == 2)
    #expect(try other.digest() == evicted)
    try fixture.restore(TreeRows.child, into: other.path)
    #expect(try other.digest() == before)
  }

  @Test(
    "When a file cannot be read the others' sessions come back, and the rest when it can", arguments: [0, 1])
  func unreadableFile(_ index: Int) throws {
    let (fixture, newer) = try evictedAnew()
    let path = fixture.directory.path + "/" + fixture.archiveFiles[index]
    let bytes = try File.bytes(path)
    try File.write(Array(bytes.dropLast(bytes.count / 2)), to: path)
    let error = #expect(throws: PartialRestore.self) { try fixture.restore(TreeRows.root) }
    #expect(error?.report.sessions == [index == 0 ? TreeRows.root : TreeRows.child])
    #expect(error?.cause is ArchiveError)
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
    #expect(throws: ArchiveError.self) { try fixture.restore(TreeRows.root) }
    try File.write(bytes, to: path)
    #expect(try fixture.restore(TreeRows.root).sessions == [index == 0 ? TreeRows.child : TreeRows.root])
    let after = try fixture.digest()
    #expect(newer.rows(missingIn: after).isEmpty)
    #expect(after.rows(missingIn: newer).mapValues(\.count) == Self.childRows)
  }

  @Test("After a crash between two files, or in the second, what came from the first stays", arguments: 0...4)
  func crash(_ transactions: Int) throws {
    let (fixture, newer) = try evictedAnew()
    let locker = try Connection(path: fixture.path, mode: .readWrite)
    var seen = 0
    var result = Result<Void, any Error>.success(())
    let pause = Pause { _ in
      result = Result {
        guard try locker.integer("SELECT count(*) FROM session WHERE id = 'ses_root'") == 1 else { return }
        if seen == transactions { try locker.execute("BEGIN IMMEDIATE") }
        seen += 1
      }
    }
    let pacer = LockPacer(budget: Milliseconds(0), gap: Milliseconds(0), pause: pause)
    let error = #expect(throws: PartialRestore.self) {
      try fixture.restore(TreeRows.root, pacer: pacer, busyTimeout: Milliseconds(0))
    }
    try result.get()
    try locker.execute("ROLLBACK")
    #expect(error?.report.sessions == [TreeRows.root])
    #expect(newer.rows(missingIn: try fixture.digest()).isEmpty)
    #expect(try fixture.integer("SELECT count(*) FROM session WHERE id = 'ses_child'") == 0)
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
    let report = try fixture.restore(TreeRows.root)
    #expect(report.sessions == [TreeRows.child])
    #expect(report.standing == [TreeRows.root])
    let after = try fixture.digest()
    #expect(newer.rows(missingIn: after).isEmpty)
    #expect(after.rows(missingIn: newer).mapValues(\.count) == Self.childRows)
  }
}
