import OpencodeStore
import RetentionPolicy
import TestSupport
import Testing

@testable import SessionArchive

/// An older state, which holds more than the latest, is spoken of and can be had.
@Suite struct OlderStateTests {
  /// A database whose tree lies in the archive; the root was imported and evicted once more, which left it one row.
  private func strippedRoot() throws -> (fixture: ArchiveFixture, before: DatabaseDigest) {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try fixture.execute(TreeRows.importedRoot)
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    return (fixture, before)
  }

  @Test("What comes back says where more of it lies, and that can be put back instead")
  func fuller() throws {
    let (fixture, before) = try strippedRoot()
    let file = fixture.archiveFiles[0]
    let report = try fixture.restore(TreeRows.root)
    #expect(
      report.fullerStates == [
        RestoreReport.FullerState(id: TreeRows.root, archiveFile: file, rows: 10, restoredRows: 1)
      ])
    #expect(throws: ArchiveError.exists(id: TreeRows.root, path: fixture.path)) {
      try fixture.restore(TreeRows.root, from: .file(file))
    }
    try fixture.execute("DELETE FROM session WHERE id = 'ses_root'")
    let older = try fixture.restore(TreeRows.root, from: .file(file))
    #expect(older.sessions == [TreeRows.root])
    #expect(older.standing == [TreeRows.child])
    #expect(older.fullerStates.isEmpty)
    #expect(try fixture.digest() == before)
  }

  @Test("Nothing is said of a file that was removed, nor of a state with fewer rows")
  func nothingToSay() throws {
    let (fixture, _) = try strippedRoot()
    try File.remove(fixture.directory.path + "/" + fixture.archiveFiles[0])
    let error = #expect(throws: PartialRestore.self) { try fixture.restore(TreeRows.root) }
    #expect(error?.report.fullerStates.isEmpty == true)
    let (other, _) = try strippedRoot()
    try other.restore(TreeRows.root, from: .file(other.archiveFiles[0]))
    #expect(try other.evict(try other.receipt(TreeRows.root)).isComplete)
    #expect(try other.restore(TreeRows.root).fullerStates.isEmpty)
  }

  @Test("A tree is taken from a file as it lies there")
  func wholeTree() throws {
    let (fixture, before) = try strippedRoot()
    let report = try fixture.restore(TreeRows.child, from: .file(fixture.archiveFiles[0]))
    #expect(report.sessions == [TreeRows.root, TreeRows.child])
    #expect(try fixture.digest() == before)
  }

  @Test("A file that does not hold the session, is not there, or cannot be read is named")
  func wrongFile() throws {
    let (fixture, _) = try strippedRoot()
    let evicted = try fixture.digest()
    let folder = fixture.directory.path + "/"
    let newer = fixture.archiveFiles[1]
    #expect(throws: ArchiveError.notInFile(id: TreeRows.child, path: folder + newer)) {
      try fixture.restore(TreeRows.child, from: .file(newer))
    }
    #expect(throws: ArchiveError.file(path: folder + "none.zst", operation: "open", code: 2)) {
      try fixture.restore(TreeRows.child, from: .file("none.zst"))
    }
    try File.write("no archive", to: folder + "opencode-archive-x.json.zst")
    let error = #expect(throws: ArchiveError.self) {
      try fixture.restore(TreeRows.child, from: .file("opencode-archive-x.json.zst"))
    }
    guard case .damaged(folder + "opencode-archive-x.json.zst", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try fixture.digest() == evicted)
  }

  @Test("Rows that a crash left of the later state do not mix with the older one", arguments: [true, false])
  func leftRows(isRestore: Bool) throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let before = try fixture.digest()
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try fixture.restore(TreeRows.root)
    let message = """
      INSERT INTO message (id, session_id, time_created, time_updated, data)
        VALUES ('msg_new', 'ses_root', 5000, 5000, '{"role":"user"}')
      """
    try fixture.execute(message)
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    let catalog = try Catalog(directory: fixture.directory)
    let later = try catalog.latestTree(with: TreeRows.root)
    if isRestore {
      try catalog.beginRestore(of: later, into: fixture.path)
    } else {
      try catalog.mark(later.map(\.header.id), in: later[0].file, as: .evicting)
    }
    try fixture.execute(message)
    try fixture.restore(TreeRows.root, from: .file(fixture.archiveFiles[0]))
    #expect(try fixture.digest() == before)
    #expect(try catalog.unfinishedRestores(into: fixture.path).isEmpty)
  }
}
