import TestSupport
import Testing

@testable import SessionArchive

/// Files beside the database, which opencode may remove at any moment.
@Suite struct SideFileViewTests {
  @Test func aFileThatIsGoneIsNothingToSee() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("ses_1.json")
      #expect(try SideFileView(ifThere: path) == nil)
      try File.write("[]", to: path)
      #expect(try SideFileView(ifThere: path)?.count == 2)
      try File.remove(path)
      #expect(try SideFileView(ifThere: path) == nil)
    }
  }

  @Test func whatIsNoFileIsAnError() throws {
    try TemporaryFolder.with { folder in
      try File.write("", to: folder.file("file"))
      #expect(throws: ArchiveError.self) { try SideFileView(ifThere: folder.file("file") + "/below") }
    }
  }
}
