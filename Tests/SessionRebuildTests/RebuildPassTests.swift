import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import SessionRebuild
import TestSupport
import Testing

/// What is around a rebuild: the database, the archive, and who else is there.
@Suite struct RebuildPassTests {
  private func pass(
    _ fixture: RebuildFixture, databases: [String]? = nil, allowsForeign: Bool = false,
    fileSystem: FileSystemLookup = .ofSystem
  ) -> RebuildPass {
    RebuildPass(
      archive: fixture.base.directory, databases: databases ?? [fixture.path],
      allowsForeignFileSystem: allowsForeign, fileSystem: fileSystem, pause: Pause { _ in })
  }

  @Test func onAForeignFileSystemOnlyWhereAllowed() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    try fixture.loseRows()
    let foreign = FileSystemLookup { _ in .nfs }
    #expect(throws: PassError.foreignFileSystem(path: fixture.path, .nfs)) {
      try pass(fixture, fileSystem: foreign).run(fixture.session, to: .database)
    }
    let file = fixture.base.folder.file("a.json")
    _ = try pass(fixture, fileSystem: foreign).run(fixture.session, to: .export(path: file))
    let result = try pass(fixture, allowsForeign: true, fileSystem: foreign).run(
      fixture.session, to: .database)
    #expect(result.foreignFileSystem == .nfs)
    #expect(try fixture.rows() == rows)
  }

  @Test func aFileOfTheArchiveThatCannotBeReadIsLeftOut() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    try fixture.loseRows()
    let name = try fixture.archiveEvents()
    let path = fixture.base.directory.path + "/" + name
    var bytes = try File.bytes(path)
    bytes[bytes.count / 2] ^= 0x40
    try File.write(bytes, to: path)
    let report = try pass(fixture).run(fixture.session, to: .database).report
    #expect(report.unreadableFiles.count == 1)
    #expect(report.archivedEvents == 0)
    #expect(try fixture.rows() == rows)
    // Without any others it is said what is wrong.
    try fixture.loseRows()
    try fixture.base.execute("DELETE FROM event")
    #expect(throws: ArchiveError.self) { try pass(fixture).run(fixture.session, to: .database) }
  }

  @Test func inADatabaseOfOpencode2ItIsHidden() throws {
    let fixture = try RebuildFixture(
      options: .init(generation: .upgraded, targetSize: ByteCount(400_000), oddRows: false),
      session: SessionID("ses_hidden"))
    try fixture.write([EventHistory.message("msg_1", of: fixture.session, "{}")])
    let report = try pass(fixture).run(fixture.session, to: .database).report
    #expect(report.isHidden && report.messages == 1)
    // One that opencode 2 has stands there.
    let id = try #require(try fixture.base.trees().first { $0.id != fixture.session }?.id)
    #expect(throws: RebuildError.stands(id: id, path: fixture.path)) {
      try pass(fixture).run(id, to: .database)
    }
  }

  @Test func withoutADatabaseTheArchiveIsEnoughForAnExport() throws {
    let fixture = try RebuildFixture()
    let events = try fixture.base.integer(
      "SELECT count(*) FROM event WHERE aggregate_id = '\(fixture.session.rawValue)'")
    _ = try fixture.base.archive([fixture.session])
    for suffix in ["", "-wal", "-shm"] { TemporaryFolder.removeAll(fixture.path + suffix) }
    let file = fixture.base.folder.file("a.json")
    let report = try pass(fixture, databases: []).run(fixture.session, to: .export(path: file)).report
    #expect(report.archivedEvents == Int(events))
    #expect(report.messages > 0)
  }
}
