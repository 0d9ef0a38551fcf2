import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// The first promise: what leaves the database lies in the archive and comes back exactly.
@Suite struct RoundTripTests {
  static let cases: [(SampleDatabase.Generation, SampleDatabase.Shape)] =
    SampleDatabase.Generation.allCases.flatMap { generation in
      SampleDatabase.Shape.allCases.map { (generation, $0) }
    }

  @Test("Every row is still there or comes back exactly", arguments: cases)
  func everyRowComesBack(_ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape) throws {
    let fixture = try PassFixture(
      SampleDatabase.Options(
        generation: generation, shape: shape, targetSize: .mebibytes(2), seed: 7, sideFiles: true))
    let before = try DatabaseDigest(of: fixture.path)
    let filesBefore = fixture.folder.contents()
    let problemsBefore = try integrityProblems(fixture.path)

    let report = try fixture.run(Policy(maxSize: .mebibytes(1), maxAge: .days(100), keepShared: false))

    #expect(report.evicted.count > 3)
    let after = try DatabaseDigest(of: fixture.path)
    #expect(after.rows(missingIn: before).isEmpty, "nothing was added or changed")
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
    #expect(try integrityProblems(fixture.path).orphans.count <= problemsBefore.orphans.count)

    try fixture.restoreAll(report)
    let restored = try DatabaseDigest(of: fixture.path)
    #expect(before.rows(missingIn: restored).isEmpty)
    #expect(restored.rows(missingIn: before).isEmpty)
    #expect(Set(filesBefore).isSubset(of: fixture.folder.contents()))
  }

  @Test("A second pass finds nothing to do", arguments: SampleDatabase.Generation.allCases)
  func secondPassFindsNothing(_ generation: SampleDatabase.Generation) throws {
    let fixture = try PassFixture(SampleDatabase.Options(generation: generation, targetSize: .mebibytes(2)))
    let policy = Policy(maxSize: .mebibytes(1))
    let first = try fixture.run(policy)
    #expect(first.outcome == .done)
    let second = try fixture.run(policy)
    #expect(second.outcome == .nothingToDo)
    #expect(second.evicted.isEmpty)
    #expect(second.archiveFiles.isEmpty)
  }

  @Test("The file on disk shrinks to what is used", arguments: SampleDatabase.Generation.allCases)
  func fileShrinks(_ generation: SampleDatabase.Generation) throws {
    let fixture = try PassFixture(SampleDatabase.Options(generation: generation, targetSize: .mebibytes(3)))
    let report = try fixture.run(Policy(maxSize: .mebibytes(1)))
    let after = try #require(report.footprintAfter)
    #expect(after.databaseSize <= .mebibytes(1))
    #expect(after.logSize <= ByteCount(16_384))
    #expect(report.usageAfter?.freePages == PageCount(0))
    #expect(report.bytesReturned > .mebibytes(2) - ByteCount(200_000))
  }

  @Test("A dry run writes nothing")
  func dryRunWritesNothing() throws {
    let fixture = try PassFixture(SampleDatabase.Options(targetSize: .mebibytes(3)))
    let before = try DatabaseDigest(of: fixture.path)
    let report = try fixture.run(Policy(maxSize: .mebibytes(1)), isDryRun: true)
    #expect(report.outcome == .planned)
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(fixture.folder.contents().filter { !$0.contains("opencode.db") }.isEmpty)
  }
}
