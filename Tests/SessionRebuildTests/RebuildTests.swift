import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import SessionRebuild
import TestSupport
import Testing

/// Sessions whose rows are lost come back from their events.
@Suite struct RebuildTests {
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func liveEventsBringAllBack(seed: UInt64) throws {
    let fixture = try RebuildFixture(seed: seed)
    let rows = try fixture.rows()
    let others = try fixture.base.digest()
    try fixture.loseRows()
    let report = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
    #expect(report.messages + report.parts + 1 == rows.count)
    #expect(report.guessed.isEmpty)
    #expect(report.archivedEvents == 0)
    #expect(report.numbers?.missing == 0)
    #expect(report.sessionCopies == 1)
    #expect(report.otherTypes.isEmpty)
    // Nothing else was touched.
    let now = try fixture.base.digest()
    for table in ["event", "event_sequence", "project"] { #expect(now.tables[table] == others.tables[table]) }
    #expect(now.count(of: "session") == others.count(of: "session"))
    #expect(now.count(of: "part") == others.count(of: "part"))
    #expect(try fixture.base.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0)
  }

  @Test func archivedEventsBringAllBack() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    // An archive of the events alone, as a pass that trims them leaves it.
    try fixture.loseRows()
    let archive = try fixture.archiveEvents()
    try fixture.base.execute("DELETE FROM event")
    let report = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
    #expect(report.liveEvents == 0)
    #expect(report.archiveFiles == [archive])
  }

  @Test func eventsInBothPlacesCountOnce() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    let events = try fixture.base.integer(
      "SELECT count(*) FROM event WHERE aggregate_id = '\(fixture.session.rawValue)'")
    try fixture.loseRows()
    _ = try fixture.archiveEvents()
    // The older half is gone from the database, the newer half lies in both.
    try fixture.base.execute(
      "DELETE FROM event WHERE aggregate_id = '\(fixture.session.rawValue)' AND seq < \(events / 2)")
    let report = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
    #expect(report.liveEvents + report.archivedEvents == Int(events))
    #expect(report.liveEvents > 0 && report.archivedEvents > 0)
    #expect(report.numbers?.missing == 0)
  }

  @Test func anExportIsWhatTheArchiveHolds() throws {
    let fixture = try RebuildFixture(seed: 5)
    let archive = try fixture.base.archive([fixture.session])
    let (export, report) = try fixture.export()
    #expect(report.messages > 0)
    let json = fixture.base.folder.file("archive.json")
    try File.write(try ToolProcess.output(["zstd", "-dc", archive.path]), to: json)
    let script = """
      import json, sys
      export, archive = (json.load(open(path)) for path in sys.argv[1:3])
      element = next(e for e in archive if e['info']['id'] == sys.argv[3])
      own = lambda value: {k: v for k, v in value.items() if k != 'retentiond'}
      assert export['info'] == element['info'], (export['info'], element['info'])
      assert export['messages'] == [own(m) for m in element['messages']]
      assert list(export) == ['info', 'messages'] and len(export['messages']) > 1
      """
    _ = try ToolProcess.output(["python3", "-c", script, export, json, fixture.session.rawValue])
  }

  @Test func rowsThatStandStay() throws {
    let fixture = try RebuildFixture()
    let id = fixture.session.rawValue
    try fixture.base.execute("DELETE FROM session WHERE id = '\(id)'")
    let half = "(SELECT id FROM message WHERE session_id = '\(id)' ORDER BY id LIMIT 1)"
    try fixture.base.execute(
      """
      DELETE FROM part WHERE session_id = '\(id)' AND message_id <> \(half);
      DELETE FROM message WHERE session_id = '\(id)' AND id <> \(half);
      UPDATE message SET data = '{"role":"user","mine":true}' WHERE session_id = '\(id)';
      """)
    let kept = try #require(try fixture.rows().first)
    let report = try fixture.rebuild()
    #expect(report.standing > 0)
    #expect(try fixture.rows().contains(kept))
    #expect(try fixture.base.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0)
  }

  @Test func aSecondTimeItStandsThere() throws {
    let fixture = try RebuildFixture()
    #expect(throws: RebuildError.stands(id: fixture.session, path: fixture.path)) { try fixture.rebuild() }
    try fixture.loseRows()
    _ = try fixture.rebuild()
    let before = try fixture.base.digest()
    #expect(throws: RebuildError.stands(id: fixture.session, path: fixture.path)) { try fixture.rebuild() }
    #expect(try fixture.base.digest() == before)
  }

  @Test func withoutTablesOfOpencode1ThereIsOnlyAnExport() throws {
    let fixture = try RebuildFixture()
    let other = fixture.base.folder.file("v2.db")
    _ = try SampleDatabase.make(at: other, options: .init(generation: .v2, targetSize: ByteCount(200_000)))
    #expect(throws: RebuildError.noTables(id: fixture.session, path: other)) {
      try fixture.rebuild(into: other)
    }
  }

  @Test func withoutEventsThereIsNothing() throws {
    let fixture = try RebuildFixture()
    try fixture.loseRows()
    try fixture.write([])
    #expect(
      throws: RebuildError.noEvents(
        id: fixture.session, database: fixture.path, archive: fixture.base.directory.path)
    ) { try fixture.rebuild() }
    try fixture.write([
      .init(type: "todo.updated.1", data: "{}"), .init(type: "message.updated.1", data: "{"),
    ])
    #expect(throws: RebuildError.nothingToRebuild(id: fixture.session, events: 2)) { try fixture.rebuild() }
  }
}
