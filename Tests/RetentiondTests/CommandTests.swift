import Glibc
import OpencodeStore
import SampleDatabase
import TestSupport
import Testing

/// The built program, run as a user runs it.
@Suite struct CommandTests {
  private static let limits = #"{"maxSizeMB": 1}"#

  @Test(arguments: SampleDatabase.Generation.allCases)
  func aDatabaseIsBroughtWithinLimitsAndASessionBack(_ generation: SampleDatabase.Generation) throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(generation: generation, sideFiles: true))
    try machine.configure(Self.limits)
    let before = try File.size(machine.database)

    let dry = try machine.once("--dry-run", "--format", "json")
    expect(dry, 0)
    let plan = try #require(try decode(dry).databases.first)
    #expect(plan.outcome == "planned")
    #expect(!plan.evicted.isEmpty)
    #expect(access(machine.archive, F_OK) != 0)
    #expect(try File.size(machine.database) == before)

    let run = try machine.once("--format", "json")
    expect(run, 0)
    let done = try #require(try decode(run).databases.first)
    #expect(done.path == machine.database)
    #expect(done.generation == generation.rawValue)
    #expect(done.outcome == "done")
    #expect(done.evicted.map(\.id) == plan.evicted.map(\.id))
    #expect(done.kept == plan.kept)
    #expect(done.fileBytesBefore == before)
    #expect(try done.fileBytesAfter == File.size(machine.database))
    #expect(done.bytesReturned > 0)
    #expect(try #require(done.usedBytesAfter) < #require(done.usedBytesBefore))
    #expect(try #require(done.usedBytesAfter) <= 1_048_576)
    #expect(done.archiveFiles.count == 1)

    let again = try machine.once("--format", "json")
    expect(again, 0)
    #expect(try decode(again).databases.first?.outcome == "nothing-to-do")

    let id = try #require(done.evicted.first?.id)
    let restored = try machine.run(["restore", id])
    expect(restored, 0)
    #expect(restored.output.contains("restored"))
    expect(try machine.run(["restore", id]), 65, saying: "never overwritten")
  }

  @Test func peopleAreToldWhatHappened() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(Self.limits)
    let dry = try machine.once("--dry-run")
    expect(dry, 0)
    #expect(dry.output.contains("SESSION  "))
    let run = try machine.once()
    expect(run, 0)
    for label in ["archived", "evicted", "returned", "kept", "undo"] { #expect(run.output.contains(label)) }
    #expect(!run.output.contains("\u{1B}"))
    #expect(try machine.once("--color", "always").output.contains("\u{1B}[1m"))
    let second = try machine.once()
    expect(second, 0)
    #expect(second.output.contains("nothing to do"))
    #expect(second.errors.isEmpty)
  }

  @Test func whatALargeEvictionTookComesBackWithTheCommandThatItNames() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(#"{"maxSessions": 1, "keepShared": false}"#)
    let before = try DatabaseDigest(of: machine.database)
    let run = try machine.once()
    expect(run, 0, saying: "more than half; they lie in \(machine.archive)", "\"maxEvictionsPerPass\"")
    #expect(run.output.contains("ATTENTION"))
    let line = try #require(run.output.split(separator: "\n").first { $0.contains("undo all") })
    let command = #/  undo all  (.*) \| xargs -r -d '\\n' retentiond restore/#
    let parts = try #require(line.wholeMatch(of: command))
    let ids = String(decoding: try ToolProcess.output(["sh", "-c", String(parts.output.1)]), as: UTF8.self)
    // As xargs hands them on, an id with spaces among them.
    #expect(ids.contains(" "))
    expect(try machine.run(["restore"] + ids.split(separator: "\n").map(String.init)), 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  @Test func anEvictionIsSpreadOverSeveralPasses() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(#"{"maxSessions": 1, "keepShared": false, "maxEvictionsPerPass": 2}"#)
    let first = try machine.once()
    expect(first, 0)
    #expect(first.output.contains("left for the next pass (maxEvictionsPerPass 2)"))
    let second = try machine.once("--format", "json")
    expect(second, 0)
    #expect(try decode(second).databases.first?.evicted.count == 2)
    #expect(second.output.contains("\"next-pass\""))
  }

  @Test func ofSeveralDatabasesTheRightOneIsNamedToUndo() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let other = machine.dataFolder + "/opencode-dev.db"
    try File.write(File.bytes(machine.database), to: other)
    try machine.configure(Self.limits)
    let outcome = try machine.once()
    expect(outcome, 0)
    let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("  undo ") }
    #expect(lines.count == 2)
    let before = try DatabaseDigest(of: machine.database)
    let line = try #require(lines.first { $0.contains(other) }).split(separator: " ")
    let words = line.drop { $0 != "restore" }.map(String.init)
    expect(try machine.run(words), 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
    #expect(try DatabaseDigest(of: other) != before)
  }

  @Test func withoutALimitNothingIsTouched() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let outcome = try machine.once()
    expect(outcome, 0)
    #expect(outcome.output.contains("nothing is ever removed"))
    #expect(access(machine.archive, F_OK) != 0)
  }

  @Test func aTreeComesBackOnceAndEveryRefusalIsTold() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(Self.limits)
    expect(try machine.once(), 0)
    let ids = try machine.archivedIDs()
    let outcome = try machine.run(["restore", ids[0], ids[0], "ses_unknown", "--format", "json"])
    expect(outcome, 69, saying: "ses_unknown")
    #expect(outcome.output.contains("\"restored\""))
    #expect(outcome.output.contains("not-archived"))
  }

  @Test func aRelativePathAndALinkAreTheSameDatabase() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(Self.limits)
    let link = machine.file("link.db")
    #expect(symlink(machine.database, link) == 0)
    let named = ["--database", "link.db", "--database", ".local/share/opencode/opencode.db"]
    let outcome = try machine.run(["--once", "--dry-run", "--format", "json"] + named)
    expect(outcome, 0)
    #expect(try decode(outcome).databases.map(\.path) == [machine.database])
  }

  @Test func aThresholdIsToldOnce() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    // The log counts too, and its size can be made up without a large database: SQLite ignores what has no
    // valid header. https://sqlite.org/walformat.html
    let wal = machine.database + "-wal"
    let descriptor = open(wal, O_WRONLY | O_CREAT, 0o600)
    #expect(ftruncate(descriptor, 110 << 20) == 0)
    close(descriptor)
    let first = try machine.once()
    expect(first, 0, saying: "OpenCode database is 1", "Consider archiving or enabling auto-retention.")
    let second = try machine.once()
    expect(second, 0)
    #expect(!second.errors.contains("Consider archiving"))
  }

  /// A log with a single frame left would be taken for that of the backup, which then seems damaged.
  @Test(arguments: SampleDatabase.Generation.allCases)
  func afterwardsABackupCanBePutInPlace(_ generation: SampleDatabase.Generation) throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(generation: generation))
    try machine.configure(Self.limits)
    let before = try DatabaseDigest(of: machine.database)
    let backup = machine.file("backup.db")
    _ = try ToolProcess.output(["cp", machine.database, backup])
    func putInPlace() throws {
      let files = TemporaryFolder.contents(of: machine.dataFolder)
      #expect(!files.contains { $0.hasPrefix("opencode.db-") }, "\(files)")
      _ = try ToolProcess.output(["cp", backup, machine.database])
      #expect(try integrityProblems(machine.database).damage.isEmpty)
      #expect(try DatabaseDigest(of: machine.database) == before)
    }
    expect(try machine.once(), 0)
    try putInPlace()
    expect(try machine.once(), 0)
    let id = try #require(machine.archivedIDs().first)
    expect(try machine.run(["restore", id]), 0)
    try putInPlace()
    expect(try machine.run(["reclaim"]), 0)
    try putInPlace()
  }

  @Test func freePagesComeBackOnRequest() throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(3)))
    try Connection(path: machine.database, mode: .readWrite).execute("DELETE FROM part WHERE rowid % 3 > 0")
    let before = try File.size(machine.database)
    for arguments in [["reclaim", "--dry-run"], ["--dry-run", "reclaim"]] {
      let dry = try machine.run(arguments)
      expect(dry, 0)
      #expect(dry.output.contains("would come back"))
      #expect(try File.size(machine.database) == before)
      #expect(access(machine.archive, F_OK) != 0)
    }
    let shell = try ShellProcess(databasePath: machine.database)
    _ = shell.run("SELECT count(*) FROM session;")
    let run = try machine.run(["reclaim", "--format", "json"])
    expect(run, 0)
    #expect(run.output.contains("\"outcome\" : \"done\""))
    #expect(run.output.contains("\"processID\" : \(shell.processID)"))
    #expect(try File.size(machine.database) < before - 1 << 20)
    #expect(shell.run("PRAGMA integrity_check;") == ["ok"])
    let again = try machine.run(["reclaim"])
    expect(again, 0)
    #expect(again.output.contains("nothing to do"))
    expect(
      try machine.run(["reclaim", "--database", "/nowhere.db"]), 69, saying: "no row was removed or changed")
  }

  // MARK: Usage

  @Test(arguments: [
    (["--dry-run"], "--once --dry-run"), (["--nonsense"], "--nonsense"),
    (["--once", "--format", "xml"], "xml"), (["--once", "--now", "yesterday"], "yesterday"),
    (["--once", "--database", ""], "empty"), (["restore"], "id"),
    (["restore", "ses_1", "--from", ""], "empty"), (["--once", "restore", "ses_1"], "--once"),
    (["restore", "ses_1", "--dry-run"], "--dry-run"), (["--once", "reclaim"], "--once"),
    (["reclaim", "extra"], "extra"),
    (["restore", "ses_1", "--database", "a", "--database", "b"], "--database"),
  ]) func whatCannotBeUnderstoodIsUsage(_ arguments: [String], _ words: String) throws {
    let outcome = try Machine().run(arguments)
    expect(outcome, 64, saying: "retentiond: error:", words)
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: [["--help"], ["restore", "--help"], ["reclaim", "--help"], ["--version"]])
  func helpIsAResult(_ arguments: [String]) throws {
    let outcome = try Machine().run(arguments)
    expect(outcome, 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }
}
