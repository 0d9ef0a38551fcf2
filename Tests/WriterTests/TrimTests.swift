import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing
import WriterTrial

/// Events go while others write as opencode does, also to the sessions that they go from. One test after the other: each
/// has two processors' work for itself.
@Suite(.serialized) struct TrimTests {
  private static var options: WriterFleet.Options {
    var options = WriterFleet.Options()
    options.count = 2
    options.pauseMilliseconds = 5
    options.writesToTrees = true
    return options
  }

  @Test(
    "Events go, nothing else does, and their numbers go on", arguments: SampleDatabase.Generation.allCases,
    SampleDatabase.Shape.allCases)
  func trim(_ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape) throws {
    let machine = try Machine()
    try machine.makeDatabase(
      "opencode.db", .init(generation: generation, shape: shape, targetSize: .mebibytes(8), now: .current))
    // No limit that a session could fall under; and what the writers use is not idle.
    try machine.configure(#"{"eventMaxAgeDays": 0.01, "eventIdleHours": 0.01}"#)
    let original = try DatabaseDigest(of: machine.database)
    let numbers = try EventNumbers(of: machine.database)
    let fleet = try WriterFleet(
      database: machine.database, folder: machine.file("."), options: Self.options)
    let run = try machine.run(["--once", "--format", "json"])
    try fleet.writeToOlderSessions()
    let records = try fleet.stop()
    #expect(run.status == 0, "\(run.errors)")
    let output = try PassOutput(run.output)
    #expect(output.evicted.isEmpty)

    // All other tables are accounted for by what stands in the database.
    let archive = ArchiveDirectory(path: machine.archive)
    let archived = try ArchivedRows.digest(of: [], in: archive, schemaOf: machine.database)
    #expect(archived.tables.keys.allSatisfy { $0 == "event" || archived.count(of: $0) == 0 })
    let check = try TrialCheck(
      original: original, records: records, database: machine.database, archived: archived, evicted: [])
    #expect(check.isSound, "\(check)")

    let whole = machine.file("whole.db")
    try TrimmedRows.copy(of: machine.database, to: whole, from: archive)
    let numberCheck = NumberCheck(
      before: numbers, records: records, after: try EventNumbers(of: whole))
    #expect(numberCheck.isSound, "\(numberCheck)")

    // A fresh opencode 2 has next to no events.
    if generation == .v2, shape != .events { return }
    #expect(output.trimmed.map(\.content) == ["events"])
    let rows = output.trimmed.reduce(0) { $0 + $1.rows }
    #expect((1...archived.count(of: "event")).contains(rows))
    guard shape == .events else { return }
    let appended = Set(records.compactMap(\.eventNumber?.aggregate))
    let left = try EventNumbers(of: machine.database).aggregates
    let wentOn = appended.filter { id in
      !Set(numbers.aggregates[id]?.events ?? []).isSubset(of: left[id]?.events ?? [])
    }
    #expect(!wentOn.isEmpty, "nobody wrote to a session whose events went")
  }
}
