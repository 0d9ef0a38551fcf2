import Glibc
import OpencodeStore
import SessionArchive
import TestSupport
import Testing

@testable import SessionRebuild

/// What a session is put together in leaves no trace, and is not mistaken for the database.
@Suite struct WorkFilesTests {
  @Test func theyHaveNoName() throws {
    try TemporaryFolder.with { folder in
      let files = try WorkFiles(directory: ArchiveDirectory(path: folder.path))
      try files.scratch.execute("CREATE TABLE a (b); INSERT INTO a VALUES (zeroblob(8000000))")
      try files.settle()
      #expect(TemporaryFolder.contents(of: folder.path).isEmpty)
      #expect(try files.scratch.integer("SELECT length(b) FROM a") == 8_000_000)
      // What is too much for memory is on the disk of the archive, for nobody else to read.
      let large = try openFiles(below: folder.path).filter { $0.st_size > 8_000_000 }
      #expect(large.count == 1 && large.allSatisfy { $0.st_mode & 0o777 == 0o600 })
    }
  }

  @Test func whatFailsThereIsSaidOfTheArchive() throws {
    try TemporaryFolder.with { folder in
      let files = try WorkFiles(directory: ArchiveDirectory(path: folder.path))
      try files.scratch.execute("PRAGMA max_page_count=4")
      let error = #expect(throws: ArchiveError.self) {
        try files.use {
          try files.scratch.execute("CREATE TABLE a (b); INSERT INTO a VALUES (zeroblob(80000))")
        }
      }
      #expect(error == .file(path: folder.path, operation: "put the session together in", code: ENOSPC))
      // What is no fault of a disk is none of this machine.
      #expect(throws: SQLiteError.self) { try files.use { try files.scratch.execute("nonsense") } }
    }
  }

  /// The files that this process has open, and that are or were in a folder.
  private func openFiles(below folder: String) throws -> [stat] {
    try (Folder.names(in: "/proc/self/fd") ?? []).compactMap { name in
      var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      var status = stat()
      // Other tests close theirs meanwhile.
      guard readlink("/proc/self/fd/\(name)", &target, Int(PATH_MAX)) > 0,
        stat("/proc/self/fd/\(name)", &status) == 0
      else { return nil }
      return String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .hasPrefix(folder)
        ? status : nil
    }
  }
}
