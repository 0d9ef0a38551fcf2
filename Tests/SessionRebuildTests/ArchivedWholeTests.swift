import OpencodeStore
import RetentionPolicy
import SessionArchive
import SessionRebuild
import TestSupport
import Testing

/// What lies in the archive whole is restored; but only as long as nothing is known of a later state.
@Suite struct ArchivedWholeTests {
  /// An evicted session, or one of which the catalog says something else.
  private func fixture(_ state: CatalogEntry.State = .evicted) throws -> (RebuildFixture, archive: String) {
    let fixture = try RebuildFixture()
    let archive = try fixture.base.archive([fixture.session])
    try Catalog(directory: fixture.base.directory).mark([fixture.session], in: archive.name, as: state)
    return (fixture, archive.name)
  }

  private func expectRefusal(_ fixture: RebuildFixture, _ archive: String) {
    #expect(
      throws: RebuildError.archivedWhole(id: fixture.session, file: archive, archived: fixture.base.now)
    ) {
      try fixture.rebuild()
    }
  }

  private func loseAll(_ fixture: RebuildFixture) throws {
    try fixture.loseRows()
    try fixture.write([])
  }

  /// An event that is newer than all others, by number or because opencode counts anew.
  private func addMessage(to fixture: RebuildFixture, sequence: String = "(SELECT max(seq) + 1 FROM event)")
    throws
  {
    let event = EventHistory.message("msg_new", of: fixture.session, #"{"role":"user"}"#)
    try fixture.base.execute(
      """
      INSERT INTO event (id, aggregate_id, seq, type, data) VALUES
        ('evt_new', '\(fixture.session.rawValue)', \(sequence), '\(event.type)', '\(event.data)')
      """)
  }

  @Test(arguments: CatalogEntry.State.allCases)
  func whatWentThereIsRestored(_ state: CatalogEntry.State) throws {
    let (fixture, archive) = try fixture(state)
    let rows = try fixture.rows()
    try fixture.loseRows()
    let isBack = [.restored, .superseded].contains(state)
    guard isBack else {
      expectRefusal(fixture, archive)
      #expect(try fixture.export().report.messages > 0)
      // Where there are no events left, the archive need not be read to know it.
      try loseAll(fixture)
      return expectRefusal(fixture, archive)
    }
    _ = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
  }

  @Test func whatWasLostAfterARestoreIsRebuilt() throws {
    let fixture = try RebuildFixture()
    let receipt = try fixture.base.receipt(fixture.session)
    _ = try fixture.base.evict(receipt)
    try Catalog(directory: fixture.base.directory).mark(
      [fixture.session], in: fixture.base.archiveFiles[0], as: .evicted)
    expectRefusal(fixture, fixture.base.archiveFiles[0])
    try fixture.base.restore(fixture.session)
    let rows = try fixture.rows()
    try fixture.loseRows()
    _ = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
  }

  @Test func newerEventsInTheDatabaseCount() throws {
    let (fixture, archive) = try fixture()
    try fixture.loseRows()
    expectRefusal(fixture, archive)
    try addMessage(to: fixture)
    _ = try fixture.rebuild()
    #expect(try fixture.rows().contains { $0.first == "msg_new" })
  }

  @Test func soDoThoseThatOpencodeCountedAnew() throws {
    let (fixture, _) = try fixture()
    try loseAll(fixture)
    try addMessage(to: fixture, sequence: "0")
    #expect(try fixture.rebuild().liveEvents == 1)
  }

  @Test func soDoThoseThatWereArchivedLater() throws {
    let (fixture, archive) = try fixture()
    try fixture.loseRows()
    // What an eviction that was cut off left says nothing new.
    _ = try fixture.archiveEvents()
    expectRefusal(fixture, archive)
    try addMessage(to: fixture)
    _ = try fixture.archiveEvents()
    try loseAll(fixture)
    _ = try fixture.rebuild()
    #expect(try fixture.rows().contains { $0.first == "msg_new" })
  }
}
