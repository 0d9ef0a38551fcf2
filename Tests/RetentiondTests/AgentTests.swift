import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// The agent as a process of its own, seen as the service manager and opencode see it.
@Suite struct AgentTests {
  /// An agent at work, and what it tells the service manager.
  private struct Agent {
    let machine: Machine
    let manager: DatagramSocket
    let run: Machine.Run

    init(_ machine: Machine, environment: [String: String] = [:], wrapper: [String] = []) throws {
      self.machine = machine
      manager = try DatagramSocket(machine.file("notify"))
      let variables = ["NOTIFY_SOCKET": machine.file("notify")].merging(environment) { $1 }
      run = try machine.start([], environment: variables, wrapper: wrapper, name: "agent")
    }

    /// Waits for a message that says this, and returns it.
    @discardableResult func message(saying text: String) throws -> String {
      while true {
        let message = try manager.receive().text
        if message.contains(text) { return message }
      }
    }

    /// What it tells until nothing has been told for so long.
    func silence(seconds: Int) throws -> [String] {
      var messages: [String] = []
      while let message = try manager.receive(withinSeconds: seconds) { messages.append(message.text) }
      return messages
    }

    /// How much memory is resident, in KB.
    func residentMemory() throws -> Int { try figure("VmRSS", of: "/proc/\(run.process.id)/status") }

    /// How often its threads, all of them, were given a processor and gave it back.
    func contextSwitches() throws -> Int {
      let tasks = "/proc/\(run.process.id)/task"
      return try TemporaryFolder.contents(of: tasks).reduce(0) {
        try $0 + figure("ctxt_switches", of: "\(tasks)/\($1)/status")
      }
    }

    /// A figure of proc_pid_status(5); of all such lines the sum.
    private func figure(_ name: String, of status: String) throws -> Int {
      try File.text(status).split(separator: "\n").filter { $0.contains(name) }
        .compactMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } }
        .reduce(0, +)
    }

    /// Asks it to end, and expects that it does so in order.
    func end() throws -> Machine.Outcome {
      run.process.send(SIGTERM)
      try message(saying: "STOPPING=1")
      let outcome = try run.outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome
    }
  }

  private func machine(_ session: String = #"{"maxSizeMB": 4}"#) throws -> Machine {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(8), oddRows: false))
    try machine.configure(session)
    return machine
  }

  private func size(_ machine: Machine) throws -> ByteCount {
    try FileFootprint(databasePath: machine.database).size
  }

  @Test func bringsAFileUnderItsLimitAndThenDoesNotRunAtAll() throws {
    let machine = try machine()
    let before = try DatabaseDigest(of: machine.database)
    let agent = try Agent(machine)
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
    let machine = try machine(#"{"maxSizeMB": 12}"#)
    let agent = try Agent(machine)
    try agent.message(saying: "STATUS=Uses")
    let writer = try Connection(path: machine.database, mode: .readWrite)
    try writer.execute("CREATE TABLE note (data); INSERT INTO note VALUES (randomblob(6000000))")
    try agent.message(saying: "STATUS=Uses")
    #expect(try writer.pageUsage().liveBytes <= .mebibytes(12))
    let outcome = try agent.end()
    #expect(outcome.errors.contains("evicted"))
  }

  @Test func aConfigurationIsReadAgainAndABadOneChangesNothing() throws {
    let machine = try machine("{}")
    let agent = try Agent(machine)
    #expect(try !agent.message(saying: "STATUS=Uses").contains("at most"))
    // A file that is written is noticed without a signal.
    try machine.configure(#"{"maxSizeMB": 4}"#)
    #expect(try agent.message(saying: "RELOADING=1").contains("MONOTONIC_USEC="))
    try agent.message(saying: "READY=1")
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    try machine.configure(#"{"maxSizeMB": "many"}"#)
    try agent.message(saying: "RELOADING=1")
    try agent.message(saying: "READY=1")
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    let outcome = try agent.end()
    #expect(outcome.errors.contains("opencode.json:1:"))
    #expect(outcome.errors.contains("the configuration before it stays in force"))
  }

  @Test func aDatabaseMayComeLaterAndGoAndComeBack() throws {
    let machine = try Machine()
    _ = try ToolProcess.output(["rm", "-r", machine.dataFolder])
    try machine.configure(#"{"maxSizeMB": 4}"#)
    let agent = try Agent(machine)
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
    let machine = try machine()
    let before = try DatabaseDigest(of: machine.database)
    let agent = try Agent(machine)
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

  @Test(
    "Where folders cannot be watched, it says so once and goes on",
    arguments: ["max_inotify_instances", "max_inotify_watches"])
  func inotifyLimits(_ limit: String) throws {
    let machine = try machine()
    let agent = try Agent(
      machine,
      wrapper: [
        "unshare", "--map-root-user", "sh", "-c", "echo 0 > /proc/sys/user/\(limit) && exec \"$@\"", "sh",
      ])
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    #expect(try size(machine) <= .mebibytes(4))
    let complaints = try agent.end().errors.split(separator: "\n").filter { $0.contains("cannot be watched") }
    #expect(!complaints.isEmpty && Set(complaints).count == complaints.count)
  }

  /// The same complaint comes once a day at most; this one is another.
  @Test func aHigherThresholdIsToldOnTheSameDay() throws {
    let machine = try machine("{}")
    let agent = try Agent(machine)
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
    let machine = try machine(#"{"maxSizeMB": 4, "archive": {"level": 19}}"#)
    let before = try DatabaseDigest(of: machine.database)
    let agent = try Agent(machine)
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

  @Test func passesThatAreShortDoNotKeepItFromGivingSignsOfLife() throws {
    let machine = try machine("{}")
    let agent = try Agent(machine, environment: ["WATCHDOG_USEC": "3600000000"])
    try agent.message(saying: "STATUS=Uses")
    for _ in 0..<3 {
      agent.run.process.send(SIGUSR1)
      try agent.message(saying: "WATCHDOG=1")
      try agent.message(saying: "STATUS=Uses")
    }
    _ = try agent.end()
  }

  /// It says once that nobody can be told, and goes on.
  @Test(arguments: ["nonsense", "/nowhere/notify"])
  func aServiceManagerThatCannotBeToldIsMentionedOnce(_ address: String) throws {
    let machine = try machine()
    let run = try machine.start([], environment: ["NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000"])
    while !(try File.text(run.errors).contains("evicted")) { sched_yield() }
    run.process.send(SIGTERM)
    let outcome = try run.outcome()
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n").filter { $0.contains("NOTIFY_SOCKET") }
    #expect(lines.count == 1, "\(lines)")
  }

  /// What comes after the stop is not told as a start.
  @Test func aReloadAfterTheStopIsNone() throws {
    let machine = try machine(#"{"maxSizeMB": 4, "archive": {"level": 19}}"#)
    let agent = try Agent(machine)
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
    let machine = try machine("{}")
    let agent = try Agent(machine, environment: ["WATCHDOG_USEC": "200000"])
    try agent.message(saying: "STATUS=Uses")
    for _ in 0..<5 { try agent.message(saying: "WATCHDOG=1") }
    _ = try agent.end()
  }

  @Test func aBadConfigurationAtTheStartIsAnErrorOfItsOwn() throws {
    let machine = try machine(#"{"maxSizeMB": -1}"#)
    let outcome = try machine.run([])
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("maxSizeMB"))
  }
}
