import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// Signals to the built program, each at a moment that can be told from outside.
@Suite struct StopTests {
  /// What is waited for before the signal.
  enum Moment: CaseIterable, Sendable {
    case archiving, evicting, compacting

    func hasCome(_ machine: Machine) -> Bool {
      switch self {
      case .archiving: contains(machine.archive, ".partial")
      case .evicting: contains(machine.archive, ".zst") && size(machine.database + "-wal") > 100_000
      case .compacting: contains(machine.file(".local/state/retentiond"), ".db")
      }
    }

    private func contains(_ folder: String, _ suffix: String) -> Bool {
      TemporaryFolder.contents(of: folder).contains { $0.hasSuffix(suffix) }
    }

    private func size(_ path: String) -> Int {
      var status = stat()
      return stat(path, &status) == 0 ? status.st_size : 0
    }
  }

  private func machine() throws -> Machine {
    let machine = try Machine()
    try machine.makeDatabase(
      "opencode.db", .init(targetSize: .mebibytes(12), oddRows: false, giantValue: nil))
    try machine.configure(#"{"maxSizeMB": 6, "orphans": "keep", "events": "keep"}"#)
    return machine
  }

  private func wait(for moment: Moment, _ machine: Machine) {
    while !moment.hasCome(machine) { sched_yield() }
  }

  @Test(arguments: zip(Moment.allCases, [SIGTERM, SIGINT, SIGHUP]))
  func aSignalIsObeyedAndNothingIsLost(_ moment: Moment, _ signal: Int32) throws {
    let machine = try machine()
    let before = try DatabaseDigest(of: machine.database)
    let run = try machine.start(Machine.once + ["--format", "json"])
    wait(for: moment, machine)
    run.process.send(signal)
    let outcome = try run.outcome()
    #expect(outcome.ending == .signalled(signal))
    let stopped = try #require(try decode(outcome).databases.first)
    #expect(stopped.outcome == "interrupted", "\(outcome.errors)")
    #expect(outcome.errors.contains("Stopped on request."))
    #expect(!Moment.archiving.hasCome(machine))
    #expect(!Moment.compacting.hasCome(machine))
    #expect(try integrityProblems(machine.database).damage.isEmpty)
    #expect(try DatabaseDigest(of: machine.database).rows(missingIn: before).isEmpty)

    let next = try machine.once("--format", "json")
    expect(next, 0)
    let ids = (stopped.evicted + (try #require(try decode(next).databases.first)).evicted).map(\.id)
    expect(try machine.run(["restore"] + ids), 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  @Test func aSecondSignalEndsItAtOnceAndNothingIsLost() throws {
    let machine = try machine()
    let before = try DatabaseDigest(of: machine.database)
    let run = try machine.start(Machine.once)
    wait(for: .evicting, machine)
    run.process.send(SIGINT)
    run.process.send(SIGTERM)
    let ending = try run.process.wait()
    #expect([.signalled(SIGINT), .signalled(SIGTERM)].contains(ending))
    #expect(try integrityProblems(machine.database).damage.isEmpty)
    expect(try machine.once(), 0)
    let catalog = try Connection(path: machine.archive + "/catalog.db", mode: .readOnly)
    var roots: [String] = []
    try catalog.prepare("SELECT DISTINCT root FROM archived_session WHERE state = 'evicted'")
      .forEachRow { if let root = $0.text(at: 0) { roots.append(root) } }
    expect(try machine.run(["restore"] + roots), 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  @Test func waitingForALockEnds() throws {
    let machine = try machine()
    let before = try DatabaseDigest(of: machine.database)
    let holder = try Connection(path: machine.database, mode: .readWrite)
    let outcome = try holder.transaction(.immediate) {
      let run = try machine.start(Machine.once + ["--format", "json"])
      // Before it begins to archive it takes the write lock once.
      while access(machine.archive + "/catalog.db", F_OK) != 0 { sched_yield() }
      run.process.send(SIGTERM)
      return try run.outcome()
    }
    #expect(outcome.ending == .signalled(SIGTERM))
    #expect(try decode(outcome).databases.first?.outcome == "interrupted")
    #expect(try DatabaseDigest(of: machine.database) == before)
  }
}
