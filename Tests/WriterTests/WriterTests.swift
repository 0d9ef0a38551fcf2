import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing
import WriterTrial

/// Eight processes write as opencode does while a pass runs. One test after the other: each has two processors'
/// work for itself.
@Suite(.serialized) struct WriterTests {
  static var options: WriterFleet.Options {
    var options = WriterFleet.Options()
    options.pauseMilliseconds = 60
    return options
  }

  /// A database that was converted before: how long a conversion may take is another test's concern.
  private func prepare(_ generation: SampleDatabase.Generation, isConverted: Bool = true) throws -> Machine {
    let machine = try Machine()
    try machine.makeDatabase(
      "opencode.db", .init(generation: generation, targetSize: .mebibytes(32), now: .current))
    if isConverted {
      try Connection(path: machine.database, mode: .readWrite)
        .execute("PRAGMA auto_vacuum=INCREMENTAL; VACUUM")
    }
    return machine
  }

  @Test(arguments: SampleDatabase.Generation.allCases)
  func nothingIsLostBesideEightWritersAndTheBytesComeBack(_ generation: SampleDatabase.Generation) throws {
    let machine = try prepare(generation)
    try machine.configure(#"{"maxSizeMB": 16, "lowWaterPercent": 40, "orphans": "keep", "events": "keep"}"#)
    let original = try DatabaseDigest(of: machine.database)
    let fleet = try WriterFleet(
      database: machine.database, folder: machine.file("."), options: Self.options)
    let run = try machine.run(["--once", "--format", "json"])
    // All eight have it open, and go on writing.
    let footprint = try FileFootprint(databasePath: machine.database)
    let records = try fleet.stop()
    #expect(run.status == 0, "\(run.errors)")
    let output = try PassOutput(run.output)
    #expect(!output.evicted.isEmpty)
    #expect(footprint.size < .mebibytes(16), "\(footprint)")

    let archived = try ArchivedRows.digest(
      of: output.evicted.map { SessionID($0.id) }, in: ArchiveDirectory(path: machine.archive),
      schemaOf: machine.database)
    let check = try TrialCheck(
      original: original, records: records, database: machine.database, archived: archived,
      evicted: output.evictedSessions)
    #expect(check.isSound, "\(check)")
  }

  /// In which form it converts depends on when the writers get a processor: both have to lose nothing.
  @Test func aConversionBesideEightWritersLosesNothing() throws {
    let machine = try prepare(.v1, isConverted: false)
    let connection = try Connection(path: machine.database, mode: .readWrite)
    try connection.execute("DELETE FROM part WHERE length(data) > 10000")
    let original = try DatabaseDigest(of: machine.database)
    let fleet = try WriterFleet(
      database: machine.database, folder: machine.file("."), options: Self.options)
    var limits = Reclaimer.Limits()
    // How fast this machine is at the moment is not what is tested; the writers give up after 5 s.
    limits.conversion.lockBound = Milliseconds(4_500)
    let report = try Reclaimer(
      path: machine.database, asideFolders: [machine.file("state")], limits: limits, now: .current
    ).run()
    let footprint = try FileFootprint(databasePath: machine.database)
    let records = try fleet.stop()
    guard case .conversion(.converted) = report.work else {
      Issue.record("\(report.work)")
      return
    }
    #expect(footprint.size < report.footprintBefore.size, "\(footprint)")
    let check = try TrialCheck(
      original: original, records: records, database: machine.database, archived: DatabaseDigest(tables: [:]),
      evicted: [])
    #expect(check.isSound, "\(check)")
  }
}
