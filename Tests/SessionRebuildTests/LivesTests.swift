import OpencodeStore
import RetentionPolicy
import SessionArchive
import SessionRebuild
import TestSupport
import Testing

/// A session that was deleted and imported anew has events of two lives, under the same numbers.
@Suite struct LivesTests {
  @Test func anEarlierLifeIsLeftOut() throws {
    let fixture = try RebuildFixture()
    let earlier = try fixture.base.integer(
      "SELECT count(*) FROM event WHERE aggregate_id = '\(fixture.session.rawValue)'")
    try fixture.loseRows()
    _ = try fixture.archiveEvents()
    let message = EventHistory.message("msg_now", of: fixture.session, #"{"role":"user"}"#)
    try fixture.write([message])
    // Of another life even where the text is the same.
    try fixture.base.execute(
      "UPDATE event SET id = 'evt_now' WHERE aggregate_id = '\(fixture.session.rawValue)'")
    let report = try fixture.rebuild()
    #expect(report.earlierLife == Int(earlier) && report.archivedEvents == 0)
    #expect(report.messages == 1 && report.parts == 0)
    #expect(try fixture.rows().count == 2)
  }

  @Test func rowsThatAPassTookComeFirst() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    try fixture.base.execute(
      "INSERT INTO todo VALUES ('\(fixture.session.rawValue)', 'do', 'pending', 'low', 99, 1, 1)")
    let before = try fixture.base.digest()
    try fixture.base.execute(
      "PRAGMA foreign_keys = OFF; DELETE FROM session WHERE id = '\(fixture.session.rawValue)'")
    let file = try fixture.archiveOrphans()
    #expect(throws: RebuildError.rowsArchived(id: fixture.session, file: file)) { try fixture.rebuild() }
    #expect(try fixture.export().report.messages > 0)
    try fixture.base.restore(fixture.session, from: .file(file))
    _ = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
    for table in ["todo", "event", "event_sequence", "message", "part"] {
      #expect(try fixture.base.digest().tables[table] == before.tables[table])
    }
  }
}

extension RebuildFixture {
  /// Archives what hangs on the session, whose own row is gone, and takes it out, as a pass does. Returns the file's name.
  fileprivate func archiveOrphans() throws -> String {
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let catalog = try Catalog(directory: base.directory)
    let writer = try ArchiveWriter(directory: base.directory, at: base.now, level: 3)
    let header = ElementHeader(
      session: SurveyedSession(id: session, created: base.now, lastActivity: base.now, bytes: .zero),
      root: session, content: .orphans, generation: .v1, archived: base.now, database: path)
    try connection.transaction(.deferred) {
      try writer.append([header], rows: SessionRows(connection: connection, schema: schema), dataFolder: nil)
    }
    let archive = try writer.finish()
    try catalog.record(archive)
    let receipt = try ArchiveVerifier(archive).verify(archive.trees[0])
    _ = try Trimmer(connection: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }))
      .trim(receipt, .orphans)
    try catalog.mark([session], .orphans, in: archive.name, as: .evicted)
    return archive.name
  }
}
