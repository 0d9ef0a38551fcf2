import Glibc
import OpencodeStore
import RetentionPolicy
import TestSupport
import Testing

/// A process that another test is just starting has this one's files open until its exec: the tests ask for
/// the process they know, not for the only one.
@Suite struct FileHoldersTests {
  @Test func findsTheOtherProcessAndNotThisOne() throws {
    let sample = try ReclaimSample(rows: 20)
    let own = try sample.open()
    _ = try own.pageUsage()
    let shell = try ShellProcess(databasePath: sample.path)
    #expect(shell.run("SELECT count(*) FROM session;") == ["3"])
    let holders = try FileHolders(databasePath: sample.path)
    #expect(holders.processes.first { $0.processID == shell.processID }?.command == "sqlite3")
    #expect(!holders.processes.contains { $0.processID == getpid() })
    #expect(!holders.isNobody)
  }

  @Test func findsItThroughASymbolicLink() throws {
    let sample = try ReclaimSample(rows: 20)
    let link = sample.folder.path + "/link.db"
    #expect(symlink(sample.path, link) == 0)
    let shell = try ShellProcess(databasePath: sample.path)
    _ = shell.run("SELECT count(*) FROM session;")
    let holders = try FileHolders(databasePath: link)
    #expect(holders.processes.contains { $0.processID == shell.processID })
  }

  @Test func namesWhoReads() throws {
    let sample = try ReclaimSample(rows: 20)
    let writer = try sample.open()
    _ = try writer.pageUsage()
    let shell = try ShellProcess(databasePath: sample.path)
    _ = shell.run("BEGIN; SELECT count(*) FROM session;")
    let readers = try LogReader.all(databasePath: sample.path)
    #expect(readers.map(\.process.processID) == [shell.processID])
    #expect(readers.allSatisfy { !$0.marks.isEmpty })
    _ = shell.run("COMMIT;")
    #expect(try LogReader.all(databasePath: sample.path).isEmpty)
  }

  @Test func aMissingDatabaseIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/none.db"
    #expect(throws: ReclaimError.missingFile(path: path)) { try FileHolders(databasePath: path) }
    #expect(throws: ReclaimError.missingFile(path: path)) { try FileFootprint(databasePath: path) }
  }
}

@Suite struct FileFootprintTests {
  @Test func countsTheDatabaseAndItsLog() throws {
    let sample = try ReclaimSample(rows: 20)
    let footprint = try FileFootprint(databasePath: sample.path)
    #expect(footprint.logSize > .zero)
    #expect(footprint.databaseSize.bytes % 4_096 == 0)
    #expect(footprint.allocated == footprint.databaseAllocated + footprint.logAllocated)
    #expect(footprint.allocated > .zero)
  }
}
