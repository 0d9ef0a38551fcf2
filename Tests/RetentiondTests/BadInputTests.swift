import Glibc
import OpencodeStore
import SampleDatabase
import TestSupport
import Testing

/// What the built program says to what it cannot work on, and what it leaves alone.
@Suite struct BadInputTests {
  private static let limits = #"{"maxSizeMB": 1}"#

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

  @Test func aDatabaseThatCannotEvenBeReadInItsFolderSaysWhy() throws {
    let machine = try Machine()
    try machine.configure(Self.limits)
    try machine.makeDatabase()
    try Connection(path: machine.database, mode: .readWrite).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ["-wal", "-shm"] { TemporaryFolder.removeAll(machine.database + suffix) }
    #expect(chmod(machine.dataFolder, 0o500) == 0)
    defer { chmod(machine.dataFolder, 0o700) }
    let outcome = try machine.run(["--once", "--dry-run"], isUnprivileged: true)
    expect(outcome, 77, saying: "no access to \(machine.dataFolder)")
  }

  @Test func aTruncatedDatabaseIsRefused() throws {
    let machine = try Machine()
    try machine.configure(Self.limits)
    try machine.makeDatabase()
    #expect(truncate(machine.database, off_t(try File.size(machine.database) / 2)) == 0)
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
