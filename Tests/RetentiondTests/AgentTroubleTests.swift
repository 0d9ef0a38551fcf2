import Glibc
import OpencodeStore
import RetentionPolicy
import TestSupport
import Testing

/// What becomes of the agent when something around it is wrong.
@Suite struct AgentTroubleTests {
  @Test(
    "Where folders cannot be watched, it says so once and goes on",
    arguments: ["max_inotify_instances", "max_inotify_watches"])
  func inotifyLimits(_ limit: String) throws {
    let machine = try Machine.withDatabase()
    let agent = try RunningAgent(
      machine,
      wrapper: [
        "unshare", "--map-root-user", "sh", "-c", "echo 0 > /proc/sys/user/\(limit) && exec \"$@\"", "sh",
      ])
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    #expect(try FileFootprint(databasePath: machine.database).size <= .mebibytes(4))
    let complaints = try agent.end().errors.split(separator: "\n").filter { $0.contains("cannot be watched") }
    #expect(!complaints.isEmpty && Set(complaints).count == complaints.count)
  }

  /// It says once that nobody can be told, and goes on.
  @Test(arguments: ["nonsense", "/nowhere/notify"])
  func aServiceManagerThatCannotBeToldIsMentionedOnce(_ address: String) throws {
    let machine = try Machine.withDatabase()
    let run = try machine.start([], environment: ["NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000"])
    while !(try File.text(run.errors).contains("evicted")) { sched_yield() }
    run.process.send(SIGTERM)
    let outcome = try run.outcome()
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n").filter { $0.contains("NOTIFY_SOCKET") }
    #expect(lines.count == 1, "\(lines)")
  }

  @Test func aBadConfigurationAtTheStartIsAnErrorOfItsOwn() throws {
    let machine = try Machine.withDatabase(#"{"maxSizeMB": -1}"#)
    let outcome = try machine.run([])
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("maxSizeMB"))
  }

  @Test("The status says that another configuration is in force, and whoever asks again gets an answer")
  func aConfigurationWithAnError() throws {
    let machine = try Machine.withDatabase("{}")
    let agent = try RunningAgent(machine)
    try agent.message(saying: "STATUS=Uses")
    try machine.configure(#"{"maxSizeMB": "many"}"#)
    try agent.message(saying: "the configuration has an error, the one before it is in force.")
    agent.run.process.send(SIGHUP)
    try agent.message(saying: "RELOADING=1")
    try agent.message(saying: "the one before it is in force.")
    try machine.configure(#"{"maxSizeMB": 400}"#)
    #expect(try !agent.message(saying: "of at most 400 MB").contains("error"))
    let errors = try agent.end().errors
    #expect(errors.split(separator: "\n").filter { $0.contains("opencode.json:1:") }.count == 1, "\(errors)")
    #expect(errors.contains("its error is still there; the configuration before it stays in force"))
  }

  @Test("A failed pass stands in the status, and another failure of the same kind is told, too")
  func failedPasses() throws {
    let machine = try Machine.withDatabase()
    let archive = machine.archive
    try File.makeFolder(machine.file(".local/share/retentiond"))
    try File.write("", to: archive)
    let agent = try RunningAgent(machine)
    try agent.message(saying: "; the last pass failed: ")
    #expect(unlink(archive) == 0 && symlink(archive, archive) == 0)
    agent.run.process.send(SIGUSR1)
    try agent.message(saying: "; the last pass failed: ")
    #expect(unlink(archive) == 0)
    agent.run.process.send(SIGUSR1)
    #expect(try !agent.message(saying: "of at most 4 MB").contains("failed"))
    let errors = try agent.end().errors
    let complaints = errors.split(separator: "\n").filter { $0.hasSuffix("The agent tries again by itself.") }
    #expect(Set(complaints).count == 2 && complaints.count == 2, "\(errors)")
  }

  @Test("A configuration may come to lie behind a link, and is watched there")
  func aConfigurationBehindALink() throws {
    let machine = try Machine.withDatabase("{}")
    let (file, elsewhere) = (machine.file(".config/opencode/opencode.json"), machine.file("dotfiles"))
    let agent = try RunningAgent(machine)
    try agent.message(saying: "STATUS=Uses")
    try File.makeFolder(elsewhere)
    #expect(rename(file, elsewhere + "/opencode.json") == 0)
    for limit in [300, 400] {
      try File.write(
        #"{"experimental": {"session": {"maxSizeMB": \#(limit)}}}"#, to: elsewhere + "/opencode.json")
      if limit == 300 { #expect(symlink(elsewhere + "/opencode.json", file) == 0) }
      try agent.message(saying: "of at most \(limit) MB")
    }
    _ = try agent.end()
  }

  @Test(
    "A service manager that does not read holds nothing up, and learns of the last turn when it reads again")
  func aServiceManagerThatDoesNotRead() throws {
    let machine = try Machine.withDatabase("{}")
    let agent = try RunningAgent(machine)
    try agent.message(saying: "STATUS=Uses")
    try agent.manager.fill()
    agent.run.process.send(SIGHUP)
    while !(try File.text(agent.run.errors).contains("was read again")) { sched_yield() }
    try agent.message(saying: "READY=1")
    try agent.manager.fill()
    agent.run.process.send(SIGTERM)
    #expect(try agent.run.outcome().status == 0)
  }

  /// The worker hangs in the kernel, as on a disk that does not answer; the agent itself does not.
  @Test func aPassThatHangsGivesNoSignOfLife() throws {
    let machine = try Machine.withDatabase()
    let lock = machine.archive + "/retentiond.lock"
    for folder in [".local/share/retentiond", ".local/share/retentiond/archive"] {
      try File.makeFolder(machine.file(folder))
    }
    try File.write("", to: lock)
    let lease = try FileLease(lock)
    let agent = try RunningAgent(machine, environment: ["WATCHDOG_USEC": "1000000"])
    // It advances up to where it hangs, which is seen once.
    try agent.message(saying: "WATCHDOG=1")
    try agent.message(saying: "STATUS=A pass")
    try agent.message(saying: "STATUS=A pass")
    for _ in 0..<4 { #expect(try agent.manager.receive().text.hasPrefix("STATUS=A pass")) }
    lease.end()
    try agent.message(saying: "WATCHDOG=1")
    #expect(try agent.message(saying: "STATUS=Uses").contains("of at most 4 MB"))
    _ = try agent.end()
  }
}
