import OpencodeStore
import TestSupport
import Testing

@Suite("TemporaryFolder")
struct TemporaryFolderTests {
  @Test func isRemovedWithAllItHolds() throws {
    let path = try TemporaryFolder.with { folder in
      _ = try Connection(path: folder.file("a.db"), mode: .create).execute("CREATE TABLE t (a)")
      #expect(folder.contents() == ["a.db"])
      return folder.file("a.db")
    }
    #expect(throws: SQLiteError.self) { try Connection(path: path, mode: .readOnly) }
  }

  @Test func eachIsNew() throws {
    let folders = try [TemporaryFolder(), TemporaryFolder()]
    #expect(folders[0].path != folders[1].path)
  }
}
