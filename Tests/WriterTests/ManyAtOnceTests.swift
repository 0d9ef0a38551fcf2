import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing
import WriterTrial

/// Several retentiond on one database.
@Suite struct ManyAtOnceTests {
  private static let arguments = Machine.once + ["--format", "json"]

  private func prepare() throws -> Machine {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(6), oddRows: false))
    try machine.configure(#"{"maxSizeMB": 2, "orphans": "keep", "events": "keep"}"#)
    return machine
  }

  private func evicted(_ outcomes: [Machine.Outcome]) throws -> [String] {
    try outcomes.filter { $0.status == 0 }.flatMap { try PassOutput($0.output).evicted.map(\.id) }
  }

  @Test func fiveAtOnceEvictEachSessionOnce() throws {
    let machine = try prepare()
    let before = try DatabaseDigest(of: machine.database)
    let runs = try (0..<5).map { try machine.start(Self.arguments, name: "run-\($0)") }
    let outcomes = try runs.map { try $0.outcome() }
    for outcome in outcomes where outcome.status != 0 {
      #expect(outcome.status == 75, "\(outcome.errors)")
      #expect(outcome.errors.contains("another retentiond"), "\(outcome.errors)")
    }
    let evicted = try evicted(outcomes)
    #expect(!evicted.isEmpty)
    #expect(Set(evicted).count == evicted.count)
    let ids = try machine.archivedIDs()
    #expect(Set(ids).count == ids.count)
    let archived = try ArchivedRows.digest(
      of: evicted.map { SessionID($0) }, in: ArchiveDirectory(path: machine.archive),
      schemaOf: machine.database)
    #expect(try DatabaseDigest(of: machine.database) + archived == before)
    #expect(try integrityProblems(machine.database).damage.isEmpty)
    // Whoever came late finds nothing to do.
    #expect(try PassOutput(machine.run(Self.arguments).output).evicted.isEmpty)
  }

  /// The lock lies beside an archive: with two of them, what keeps a session from being evicted twice is that
  /// its rows are compared before they go.
  @Test func twoArchivesShareADatabaseWithoutSharingASession() throws {
    let machine = try prepare()
    let before = try DatabaseDigest(of: machine.database)
    let archives = ["one", "two"].map { machine.file($0) }
    let runs = try archives.enumerated().map { number, archive in
      try machine.start(Self.arguments + ["--archive-directory", archive], name: "run-\(number)")
    }
    var sum = DatabaseDigest(tables: [:])
    var all: [String] = []
    for (run, archive) in zip(runs, archives) {
      let output = try PassOutput(run.outcome().output)
      let ids = output.evicted.map(\.id)
      all += ids
      guard !ids.isEmpty else { continue }
      sum =
        try sum
        + ArchivedRows.digest(
          of: ids.map { SessionID($0) }, in: ArchiveDirectory(path: archive), schemaOf: machine.database)
    }
    #expect(!all.isEmpty)
    #expect(Set(all).count == all.count)
    #expect(try DatabaseDigest(of: machine.database) + sum == before)
    #expect(try integrityProblems(machine.database).damage.isEmpty)
  }
}
