import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// The agent as a process of its own, seen as the service manager and opencode see it.
@Suite struct AgentTests {
  private func size(_ machine: Machine) throws -> ByteCount {
    try FileFootprint(databasePath: machine.database).size
  }

  @Test func bringsAFileUnderItsLimitAndThenDoesNotRunAtAll() throws {
    let machine = try Machine.withDatabase()
    let before = try DatabaseDigest(of: machine.database)
    let agent = try RunningAgent(machine)
    try agent.message(saying: "READY=1")
    let status = try agent.message(saying: "STATUS=Uses")
    #expect(status.contains("of at most 4 MB") && status.contains("returned since start, next look at"))
    #expect(try size(machine) <= .mebibytes(4))
    // What the pass wrote is looked at once more, at most.
    _ = try agent.silence(seconds: 12)
    let switches = try agent.contextSwitches()
    #expect(try agent.silence(seconds: 10) == [])
    #expect(try agent.contextSwitches() == switches)
    print("resident memory of the idle agent: \(try agent.residentMemory()) KB")

    agent.run.process.send(SIGHUP)
    try agent.message(saying: "READY=1")
    _ = try agent.silence(seconds: 2)
    let later = try agent.contextSwitches()
    #expect(try agent.silence(seconds: 10) == [])
    #expect(try agent.contextSwitches() == later)
    let outcome = try agent.end()
    #expect(outcome.errors.contains("The pass over \(machine.database) evicted"))
    let ids = try machine.archivedIDs()
    #expect(try machine.run(["restore"] + ids).status == 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  @Test func aFileThatGrowsIsNoticed() throws {
    let machine = try Machine.withDatabase(#"{"maxSizeMB": 12}"#)
    let agent = try RunningAgent(machine)
    try agent.message(saying: "STATUS=Uses")
    let writer = try Connection(path: machine.database, mode: .readWrite)
    try writer.execute("CREATE TABLE note (data); INSERT INTO note VALUES (randomblob(6000000))")
    try agent.message(saying: "STATUS=Uses")
    #expect(try writer.pageUsage().liveBytes <= .mebibytes(12))
    let outcome = try agent.end()
    #expect(outcome.errors.contains("evicted"))
  }

  @Test func aConfigurationIsReadAgainAndABadOneChangesNothing() throws {
    let machine = try Machine.withDatabase("{}")
    let agent = try RunningAgent(machine)
    #expect(try !agent.message(saying: "STATUS=Uses").contains("at most"))
    // A file that is written is noticed without a signal.
    try machine.configure(#"{"maxSizeMB": 4}"#)
    #expect(try agent.message(saying: "RELOADING=1").contains("MONOTONIC_USEC="))
    try agent.message(saying: "READY=1")
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    try machine.configure(#"{"maxSizeMB": "many"}"#)
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    let outcome = try agent.end()
    #expect(outcome.errors.contains("opencode.json:1:"))
    #expect(outcome.errors.contains("the configuration before it stays in force"))
  }

  @Test func aDatabaseMayComeLaterAndGoAndComeBack() throws {
    let machine = try Machine()
    _ = try ToolProcess.output(["rm", "-r", machine.dataFolder])
    try machine.configure(#"{"maxSizeMB": 4}"#)
    let agent = try RunningAgent(machine)
    try agent.message(saying: "No opencode database yet")
    try File.makeFolder(machine.dataFolder)
    for _ in 0..<2 {
      try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(8), oddRows: false))
      try agent.message(saying: "STATUS=Uses")
      #expect(try size(machine) <= .mebibytes(4))
      _ = try ToolProcess.output(["rm", "-r", machine.dataFolder])
      try agent.message(saying: "No opencode database yet")
      try File.makeFolder(machine.dataFolder)
    }
    _ = try agent.end()
  }

  @Test func aStopDuringAPassLosesNothing() throws {
    let machine = try Machine.withDatabase()
    let before = try DatabaseDigest(of: machine.database)
    let agent = try RunningAgent(machine)
    while !TemporaryFolder.contents(of: machine.archive).contains(where: { $0.hasSuffix(".zst") }) {
      sched_yield()
    }
    _ = try agent.end()
    #expect(try integrityProblems(machine.database).damage.isEmpty)
    #expect(try machine.run(["--once"]).status == 0)
    let ids = try machine.archivedIDs()
    #expect(try machine.run(["restore"] + ids).status == 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  /// The same complaint comes once a day at most; this one is another.
  @Test func aHigherThresholdIsToldOnTheSameDay() throws {
    let machine = try Machine.withDatabase("{}")
    let agent = try RunningAgent(machine)
    try agent.message(saying: "STATUS=Uses")
    // As in CommandTests: the log counts too, and its size can be made up.
    for megabytes in [110, 110, 510] {
      let descriptor = open(machine.database + "-wal", O_WRONLY | O_CREAT, 0o600)
      #expect(ftruncate(descriptor, off_t(megabytes) << 20) == 0)
      close(descriptor)
      agent.run.process.send(SIGUSR1)
      try agent.message(saying: "STATUS=Uses")
    }
    let lines = try agent.end().errors.split(separator: "\n").filter { $0.contains("OpenCode database is") }
    #expect(lines.map { $0.contains("retentiond: warning:") } == [false, true], "\(lines)")
  }

  @Test func aConfigurationThatIsReadDuringAPassEndsIt() throws {
    let machine = try Machine.withDatabase(
      #"{"maxSizeMB": 4, "archive": {"level": 19}, "orphans": "keep", "events": "keep"}"#)
    let before = try DatabaseDigest(of: machine.database)
    let agent = try RunningAgent(machine)
    while !TemporaryFolder.contents(of: machine.archive).contains(where: { $0.hasSuffix(".partial") }) {
      sched_yield()
    }
    try machine.configure("{}")
    agent.run.process.send(SIGHUP)
    try agent.message(saying: "RELOADING=1")
    #expect(try !agent.message(saying: "STATUS=Uses").contains("at most"))
    _ = try agent.end()
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  @Test func aPassThatIsAskedForDuringAPassFollowsIt() throws {
    let machine = try Machine.withDatabase(
      #"{"maxSizeMB": 4, "archive": {"level": 19}, "orphans": "keep", "events": "keep"}"#)
    let agent = try RunningAgent(machine)
    while !TemporaryFolder.contents(of: machine.archive).contains(where: { $0.hasSuffix(".partial") }) {
      sched_yield()
    }
    agent.run.process.send(SIGUSR1)
    try agent.message(saying: "STATUS=Uses")
    // Who asked is told also when there was nothing to do.
    let errors = try agent.end().errors
    #expect(errors.contains("evicted nothing and returned"), "\(errors)")
  }

  @Test func passesThatAreShortDoNotKeepItFromGivingSignsOfLife() throws {
    let machine = try Machine.withDatabase("{}")
    let agent = try RunningAgent(machine, environment: ["WATCHDOG_USEC": "3600000000"])
    try agent.message(saying: "STATUS=Uses")
    for _ in 0..<3 {
      agent.run.process.send(SIGUSR1)
      try agent.message(saying: "WATCHDOG=1")
      try agent.message(saying: "STATUS=Uses")
    }
    _ = try agent.end()
  }

  /// What comes after the stop is not told as a start.
  @Test func aReloadAfterTheStopIsNone() throws {
    let machine = try Machine.withDatabase(
      #"{"maxSizeMB": 4, "archive": {"level": 19}, "orphans": "keep", "events": "keep"}"#)
    let agent = try RunningAgent(machine)
    while !TemporaryFolder.contents(of: machine.archive).contains(where: { $0.hasSuffix(".partial") }) {
      sched_yield()
    }
    agent.run.process.send(SIGTERM)
    try agent.message(saying: "STOPPING=1")
    agent.run.process.send(SIGHUP)
    #expect(try agent.run.outcome().status == 0)
    let later = try agent.silence(seconds: 1)
    #expect(!later.contains { $0.contains("RELOADING=1") || $0.contains("READY=1") })
  }

  @Test func signsOfLifeComeAsOftenAsTheyAreWanted() throws {
    let machine = try Machine.withDatabase("{}")
    let agent = try RunningAgent(machine, environment: ["WATCHDOG_USEC": "200000"])
    try agent.message(saying: "STATUS=Uses")
    for _ in 0..<5 { try agent.message(saying: "WATCHDOG=1") }
    _ = try agent.end()
  }
}
