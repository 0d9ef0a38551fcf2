import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Putting back, and refusing to.
@Suite struct RestoreTests {
  /// A database whose tree lies in the archive and is gone.
  private func evicted(
    _ generation: SampleDatabase.Generation = .v1, sql: String = ""
  ) throws -> (fixture: ArchiveFixture, before: DatabaseDigest) {
    let fixture = try ArchiveFixture(generation, sql: TreeRows.sql(generation) + sql)
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    return (fixture, before)
  }

  @Test("A tree comes back as it was", arguments: SampleDatabase.Generation.allCases)
  func exactly(_ generation: SampleDatabase.Generation) throws {
    let (fixture, before) = try evicted(generation)
    let report = try fixture.restore(TreeRows.child)
    #expect(report.root == TreeRows.root)
    #expect(report.sessions == [TreeRows.root, TreeRows.child])
    #expect(report.references == 0)
    #expect(try fixture.digest() == before)
    #expect(throws: ArchiveError.exists(id: TreeRows.root, path: fixture.path)) {
      try fixture.restore(TreeRows.root)
    }
    #expect(try fixture.digest() == before)
  }

  @Test("A project that is gone comes back too; one that changed stays")
  func project() throws {
    let (fixture, before) = try evicted()
    try fixture.execute("DELETE FROM project WHERE id = 'prj_tree'")
    #expect(try fixture.restore(TreeRows.root).references == 1)
    #expect(try fixture.digest() == before)
    let (other, _) = try evicted()
    try other.execute("UPDATE project SET name = 'new' WHERE id = 'prj_tree'")
    #expect(try other.restore(TreeRows.root).references == 0)
    #expect(try other.integer("SELECT count(*) FROM project WHERE name = 'new'") == 1)
  }

  @Test(
    "What cannot take the rows as they are is left as it is",
    arguments: [
      "DROP TABLE todo", "ALTER TABLE todo DROP COLUMN content",
      "CREATE TRIGGER t AFTER INSERT ON part BEGIN DELETE FROM project; END",
      // Another session has taken a message's id.
      "UPDATE message SET id = 'msg_a' WHERE id = (SELECT id FROM message LIMIT 1)",
      "ALTER TABLE part ADD COLUMN needed TEXT NOT NULL DEFAULT 'x' CHECK (needed = 'y')",
    ])
  func refuses(_ sql: String) throws {
    let (fixture, _) = try evicted()
    try fixture.execute(sql.contains("CHECK") ? "DELETE FROM part; " + sql : sql)
    let before = try fixture.digest()
    #expect(throws: ArchiveError.self) { try fixture.restore(TreeRows.root) }
    #expect(try fixture.digest() == before)
  }

  @Test("Columns that came later take their defaults")
  func laterColumns() throws {
    let (fixture, _) = try evicted()
    try fixture.execute(
      "ALTER TABLE session ADD COLUMN more INTEGER DEFAULT 3 NOT NULL; ALTER TABLE part ADD COLUMN note TEXT")
    let report = try fixture.restore(TreeRows.root)
    #expect(report.rows == TreeRows.countV1)
    #expect(
      try fixture.integer("SELECT sum(more) FROM session WHERE id LIKE 'ses_root' OR id LIKE 'ses_child'")
        == 6)
  }

  @Test("Side files come back, and one that was written since stays")
  func sideFiles() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let file = fixture.folder.file("storage/session_diff/ses_root.json")
    try File.write(Array("[\"é\", 1]\n".utf8), to: file)
    let archive = try fixture.archive([TreeRows.root])
    let verifier = try ArchiveVerifier(archive)
    #expect(try fixture.evict(try verifier.verify(archive.trees[0])).isComplete)
    #expect(try verifier.unchangedSideFiles(of: archive.trees[0]).map(\.path) == [file])
    try File.write(Array("newer".utf8), to: file)
    #expect(try verifier.unchangedSideFiles(of: archive.trees[0]).isEmpty)
    #expect(try fixture.restore(TreeRows.root).sideFiles.isEmpty)
    #expect(try File.bytes(file) == Array("newer".utf8))
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try File.remove(file)
    #expect(try fixture.restore(TreeRows.root).sideFiles == [file])
    #expect(try File.bytes(file) == Array("newer".utf8))
  }

  @Test("A side file that is gone by the time it is to be removed is no failure")
  func vanishedSideFile() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let file = fixture.folder.file("storage/session_diff/ses_root.json")
    try File.write(Array("[]".utf8), to: file)
    let archive = try fixture.archive([TreeRows.root])
    let verifier = try ArchiveVerifier(archive)
    try File.remove(file)
    #expect(try verifier.unchangedSideFiles(of: archive.trees[0]).isEmpty)
  }

  @Test("An unknown id is said to be none")
  func unknown() throws {
    let (fixture, _) = try evicted()
    #expect(throws: ArchiveError.notArchived(id: SessionID("ses_x"), directory: fixture.directory.path)) {
      try fixture.restore(SessionID("ses_x"))
    }
  }
}
