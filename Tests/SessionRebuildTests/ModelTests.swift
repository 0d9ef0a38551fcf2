import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import SessionRebuild
import TestSupport
import Testing

/// Histories of all sorts, drawn from a seed, against a model that simply does what each event says, one by one.
@Suite struct ModelTests {
  private static let session = SessionID("ses_\"model\" ö/1")

  @Test(arguments: (1...24).map { UInt64($0) })
  func whatEventsSayComesBack(seed: UInt64) throws {
    var model = EventModel(session: Self.session, seed: seed)
    for _ in 0..<model.length { model.step() }
    let fixture = try RebuildFixture(seed: 1, session: Self.session)
    try model.write(to: fixture.path)
    // Some lie in the archive, some in the database, some in both.
    _ = try fixture.archiveEvents()
    for event in model.events where model.chance(1, of: 3) {
      try fixture.base.execute(
        "DELETE FROM event WHERE seq = \(event.sequence) AND aggregate_id LIKE 'ses_\"model\"%'")
    }
    let expected = model.expected
    guard model.isRebuildable else {
      #expect(throws: RebuildError.self) { try fixture.rebuild() }
      return
    }
    let report = try fixture.rebuild()
    let rows = try EventHistory.rows(of: Self.session, in: fixture.path)
    #expect(rows.dropLast() == expected.rows[...])
    #expect(report.messages == model.messages.count)
    #expect(report.partsLeftOut == expected.leftOut)
    #expect(report.numbers?.missing == expected.missing)
    #expect(report.otherTypes.values.reduce(0, +) == model.others)
    #expect(report.liveEvents + report.archivedEvents == model.events.count)
    for (column, value) in expected.columns {
      let found = try Connection(path: fixture.path, mode: .readOnly).prepare(
        "SELECT CAST(\(column) AS TEXT) FROM session WHERE id = ?1")
      try found.bind(Self.session.rawValue, at: 1)
      try found.forEachRow { #expect($0.text(at: 0) == value, "\(column)") }
    }
    #expect(try fixture.base.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0)
    let export = try fixture.export()
    #expect(export.report.messages == report.messages && export.report.parts == report.parts)
    _ = try ToolProcess.output([
      "python3", "-c", "import json, sys; json.load(open(sys.argv[1]))", export.path,
    ])
  }
}
