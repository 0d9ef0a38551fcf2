import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import SessionArchive

/// The files are the truth: the catalog can be lost.
@Suite struct CatalogTests {
  /// Everything that the catalog knows, as text; what became of a session is not in the files.
  private func contents(_ fixture: ArchiveFixture) throws -> [String] {
    let connection = try Connection(path: fixture.directory.catalogPath, mode: .readOnly)
    var lines: [String] = []
    try connection.prepare(
      """
      SELECT file || session_offset || length || hex(sha256) || id || root || ifnull(parent, '-') || generation
        || ifnull(title, '-') || directory || database || time_created || time_active || time_archived || plain_bytes
        || digest || (SELECT group_concat(table_name || count) FROM archived_rows WHERE entry = a.entry)
      FROM archived_session AS a ORDER BY file, session_offset
      """
    ).forEachRow { lines.append($0.text(at: 0) ?? "?") }
    return lines
  }

  private func fixture() throws -> ArchiveFixture {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    _ = try fixture.archive([TreeRows.root])
    _ = try fixture.archive()
    _ = try fixture.archive([TreeRows.root], at: fixture.now - .days(-1))
    return fixture
  }

  @Test("A catalog that is gone is made again from the files")
  func rebuild() throws {
    let fixture = try fixture()
    let before = try contents(fixture)
    #expect(before.count > 20)
    #expect(!before.contains("?"))
    try File.remove(fixture.directory.catalogPath)
    let catalog = try Catalog(directory: fixture.directory)
    #expect(try contents(fixture) == before)
    #expect(catalog.unreadableFiles.isEmpty)
    #expect(
      try catalog.latestTree(with: TreeRows.child).map(\.header.archived)
        == Array(
          repeating: fixture.now - .days(-1), count: 2))
  }

  @Test("What was archived last is the latest, also after the clock went back and the catalog was lost")
  func clockWentBack() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    for days: Int64 in [0, 5, 3, 9] {
      _ = try fixture.archive([TreeRows.root], at: fixture.now - .days(days))
    }
    let latest = try fixture.archive([TreeRows.root], at: fixture.now - .days(7))
    try File.remove(fixture.directory.catalogPath)
    let catalog = try Catalog(directory: fixture.directory)
    #expect(try catalog.latestTree(with: TreeRows.root).map(\.file) == [latest.name, latest.name])
  }

  @Test("A damaged catalog is set aside and made again", arguments: [0, 1, 2, 3, 5, 8])
  func damaged(_ page: Int) throws {
    let fixture = try fixture()
    let before = try contents(fixture)
    var bytes = try File.bytes(fixture.directory.catalogPath)
    try #require(bytes.count >= (page + 1) * 4_096)
    for place in page * 4_096..<page * 4_096 + 200 { bytes[place] = 0xA5 }
    try File.write(bytes, to: fixture.directory.catalogPath)
    _ = try Catalog(directory: fixture.directory)
    #expect(try contents(fixture) == before)
    #expect(try File.bytes(fixture.directory.catalogPath + ".damaged") == bytes)
  }

  @Test(
    "A catalog in which something changed, though SQLite finds nothing, is made again",
    arguments: [
      "UPDATE archived_session SET root = 'ses_rood' WHERE id = 'ses_child'",
      "UPDATE archived_session SET session_offset = session_offset + 1",
      "UPDATE archived_session SET title = NULL, parent = 'ses_root' WHERE id = 'ses_root'",
      "UPDATE archived_session SET state = 'archivet' WHERE id = 'ses_root'",
      "UPDATE archived_rows SET count = count + 1 WHERE table_name = 'part'",
      "DELETE FROM archived_rows WHERE table_name = 'part'",
      "ALTER TABLE archived_session RENAME COLUMN state TO stats",
    ])
  func changed(_ sql: String) throws {
    let fixture = try fixture()
    let before = try contents(fixture)
    try Connection(path: fixture.directory.catalogPath, mode: .readWrite).execute(sql)
    _ = try Catalog(directory: fixture.directory)
    #expect(try contents(fixture) == before)
    #expect(TemporaryFolder.contents(of: fixture.directory.path).contains("catalog.db.damaged"))
  }

  @Test("One damaged archive file does not keep the others from being known")
  func damagedFile() throws {
    let fixture = try fixture()
    let name = try fixture.directory.files()[1]
    var bytes = try File.bytes(fixture.directory.path + "/" + name)
    bytes[bytes.count / 2] ^= 0xFF
    try File.write(bytes, to: fixture.directory.path + "/" + name)
    try File.write(Array("no archive".utf8), to: fixture.directory.path + "/opencode-archive-x.json.zst")
    try File.remove(fixture.directory.catalogPath)
    let catalog = try Catalog(directory: fixture.directory)
    #expect(catalog.unreadableFiles.count == 2)
    #expect(try catalog.latestTree(with: TreeRows.root).count == 2)
    #expect(try catalog.verify(catalog.latestTree(with: TreeRows.root)).rowCount == TreeRows.countV1)
  }

  @Test("Files of the same moment are told apart, the later one last, also after a rebuild")
  func sameMoment() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    for number in 1...11 {
      try fixture.execute("UPDATE session SET title = 'state \(number)' WHERE id = 'ses_root'")
      _ = try fixture.archive([TreeRows.root])
    }
    try File.remove(fixture.directory.catalogPath)
    let tree = try Catalog(directory: fixture.directory).latestTree(with: TreeRows.root)
    #expect(tree.first?.header.title == "state 11")
  }
}
