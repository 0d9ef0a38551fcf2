import FoundationEssentials
import Glibc
import OpencodeStore
import SampleDatabase
import Testing

/// The built program, run as a user runs it.
@Suite struct CommandTests {
  private static let limits = #"{"maxSizeMB": 1}"#

  /// What the tests look at of the JSON output.
  private struct Run: Decodable {
    struct Database: Decodable {
      struct Tree: Decodable {
        let id: String
        let reason: String
        let bytes: Int64
      }
      struct ArchiveFile: Decodable { let path: String }
      struct Problem: Decodable {
        let code: String
        let exitStatus: Int32
      }
      let path: String
      let generation: String?
      let outcome: String
      let fileBytesBefore: Int64?
      let fileBytesAfter: Int64?
      let usedBytesBefore: Int64?
      let usedBytesAfter: Int64?
      let bytesReturned: Int64
      let evicted: [Tree]
      let kept: Int
      let archiveFiles: [ArchiveFile]
      let error: Problem?
    }
    struct Note: Decodable { let code: String }
    let version: Int
    let databases: [Database]
    let warnings: [Note]
    let error: Database.Problem?
  }

  private func decode(_ outcome: Machine.Outcome) throws -> Run {
    try JSONDecoder().decode(Run.self, from: Data(outcome.output.utf8))
  }

  private func size(_ path: String) throws -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Machine.Failure(what: path, code: errno) }
    return Int64(status.st_size)
  }

  private func expect(
    _ outcome: Machine.Outcome, _ status: Int32, saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    for words in words {
      #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
  }

  // MARK: The main road

  @Test(arguments: SampleDatabase.Generation.allCases)
  func aDatabaseIsBroughtWithinLimitsAndASessionBack(_ generation: SampleDatabase.Generation) throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(generation: generation, sideFiles: true))
    try machine.configure(Self.limits)
    let before = try size(machine.database)

    let dry = try machine.once("--dry-run", "--format", "json")
    expect(dry, 0)
    let plan = try #require(try decode(dry).databases.first)
    #expect(plan.outcome == "planned")
    #expect(!plan.evicted.isEmpty)
    #expect(access(machine.archive, F_OK) != 0)
    #expect(try size(machine.database) == before)

    let run = try machine.once("--format", "json")
    expect(run, 0)
    let done = try #require(try decode(run).databases.first)
    #expect(done.path == machine.database)
    #expect(done.generation == generation.rawValue)
    #expect(done.outcome == "done")
    #expect(done.evicted.map(\.id) == plan.evicted.map(\.id))
    #expect(done.kept == plan.kept)
    #expect(done.fileBytesBefore == before)
    #expect(try done.fileBytesAfter == size(machine.database))
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
    #expect(dry.output.contains("ROOT SESSION"))
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

  // MARK: Usage

  @Test(arguments: [
    ([], "retentiond --once"), (["--dry-run"], "--once --dry-run"), (["--nonsense"], "--nonsense"),
    (["--once", "--format", "xml"], "xml"), (["--once", "--now", "yesterday"], "yesterday"),
    (["--once", "--database", ""], "empty"), (["restore"], "id"), (["--once", "restore", "ses_1"], "--once"),
    (["restore", "ses_1", "--dry-run"], "--dry-run"),
    (["restore", "ses_1", "--database", "a", "--database", "b"], "--database"),
  ]) func whatCannotBeUnderstoodIsUsage(_ arguments: [String], _ words: String) throws {
    let outcome = try Machine().run(arguments)
    expect(outcome, 64, saying: "retentiond: error:", words)
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: [["--help"], ["restore", "--help"], ["--version"]])
  func helpIsAResult(_ arguments: [String]) throws {
    let outcome = try Machine().run(arguments)
    expect(outcome, 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  // MARK: Bad input

  @Test func whatIsNotThereIsNotFound() throws {
    let machine = try Machine()
    expect(try machine.once(), 69, saying: machine.dataFolder, "--database")
    expect(try machine.once("--database", "/nowhere/opencode.db"), 69, saying: "/nowhere/opencode.db")
    expect(try machine.run(["restore", "ses_1"]), 69, saying: "ses_1")
    #expect(access(machine.archive, F_OK) != 0)
  }

  @Test func whatIsNoOpencodeDatabaseIsRefused() throws {
    let machine = try Machine()
    try machine.configure(Self.limits)
    expect(try machine.once("--database", machine.dataFolder), 65, saying: "folder")
    try File.write("", to: machine.file("empty.db"))
    expect(try machine.once("--database", "empty.db"), 65, saying: "none of opencode's tables")
    try File.write(String(repeating: "no database ", count: 1_000), to: machine.file("text.db"))
    expect(try machine.once("--database", "text.db"), 65, saying: "not an SQLite database")
    let foreign = try Connection(path: machine.file("foreign.db"), mode: .create)
    try foreign.execute("CREATE TABLE note (id TEXT)")
    expect(try machine.once("--database", "foreign.db"), 65, saying: "none of opencode's tables")
  }

  @Test func aTruncatedDatabaseIsRefused() throws {
    let machine = try Machine()
    try machine.configure(Self.limits)
    try machine.makeDatabase()
    #expect(truncate(machine.database, off_t(try size(machine.database) / 2)) == 0)
    let outcome = try machine.once("--format", "json")
    expect(outcome, 65, saying: "damaged", "no session was removed")
    let error = try #require(try decode(outcome).databases.first?.error)
    #expect(error.code == "damaged")
    #expect(error.exitStatus == 65)
  }

  @Test func inASearchAFileOfThatNameIsSkipped() throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode-beta.db")
    try File.write("", to: machine.dataFolder + "/opencode-empty.db")
    let outcome = try machine.once("--format", "json")
    expect(outcome, 0, saying: "opencode-empty.db was skipped")
    let run = try decode(outcome)
    #expect(run.databases.count == 1)
    #expect(run.warnings.map(\.code) == ["skipped-file"])
    expect(try machine.once("--database", ".local/share/opencode/opencode-empty.db"), 65)
  }

  @Test func ofSeveralDatabasesTheWorstCountsAndTheOthersAreDone() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let outcome = try machine.once(
      "--format", "json", "--database", "/nowhere.db", "--database", machine.database)
    expect(outcome, 69)
    #expect(try decode(outcome).databases.map(\.outcome) == ["failed", "nothing-to-do"])
  }

  @Test func aWrongConfigurationStopsEverything() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(#"{"maxSizeMb": 1}"#)
    let outcome = try machine.once("--format", "json")
    expect(
      outcome, 78, saying: machine.file(".config/opencode/opencode.json:1:"), "retentiond: error:",
      "maxSizeMB")
    let run = try decode(outcome)
    #expect(run.databases.isEmpty)
    #expect(run.error?.exitStatus == 78)
    expect(try machine.once("--config", "/nowhere.json"), 78, saying: "/nowhere.json")
  }

  @Test func anArchiveDirectoryThatIsAFileIsConfiguration() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(Self.limits)
    try File.write("", to: machine.file("archive"))
    for directory in ["archive", "archive/below"] {
      expect(
        try machine.once("--archive-directory", directory), 78, saying: machine.file("archive"),
        "no session was removed")
    }
  }

  @Test func whatMayNotBeReadIsPermission() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(Self.limits)
    #expect(chmod(machine.database, 0o000) == 0)
    for extra in [[], ["--dry-run"]] {
      let outcome = try machine.run(["--once"] + extra, isUnprivileged: true)
      expect(outcome, 77, saying: machine.database, "no session was removed")
    }
  }

  @Test func anUnfinishedMigrationIsForLater() throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(generation: .upgraded, migration: .sessions))
    try machine.configure(Self.limits)
    expect(try machine.once(), 75, saying: "has not finished converting", "sessions")
  }

  @Test func anotherRetentiondIsWaitedFor() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(Self.limits)
    try File.makeFolder(machine.archive)
    let lock = open(machine.archive + "/retentiond.lock", O_RDWR | O_CREAT, 0o600)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    expect(try machine.once(), 75, saying: "another retentiond")
    expect(try machine.run(["restore", "ses_1"]), 75, saying: "another retentiond")
  }
}
