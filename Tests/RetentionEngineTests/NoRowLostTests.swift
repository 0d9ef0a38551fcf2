import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// Random databases and policies: whatever goes comes back.
@Suite struct NoRowLostTests {
  @Test("No row is lost, whatever the policy", arguments: 1...12 as ClosedRange<UInt64>)
  func noRowLost(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let generations = SampleDatabase.Generation.allCases
    let shapes = SampleDatabase.Shape.allCases
    let fixture = try PassFixture(
      SampleDatabase.Options(
        generation: generations[Int(seed) % 3], shape: shapes[Int(seed / 3) % 3],
        targetSize: ByteCount(Int64.random(in: 100_000...800_000, using: &generator)), seed: seed,
        sideFiles: Bool.random(using: &generator)))
    let policy = Policy(
      maxSize: Bool.random(using: &generator) ? ByteCount(.random(in: 1...500_000, using: &generator)) : nil,
      maxAge: Bool.random(using: &generator) ? .days(.random(in: 0...150, using: &generator)) : nil,
      maxSessions: Int.random(in: 0...3, using: &generator),
      minIdle: Bool.random(using: &generator) ? .hours(0) : .hours(24),
      orderBy: Bool.random(using: &generator) ? .created : .activity,
      lowWaterPercent: Int.random(in: 1...100, using: &generator), keepShared: Bool.random(using: &generator))
    let before = try DatabaseDigest(of: fixture.path)
    let report = try fixture.run(policy)
    #expect(!report.evicted.isEmpty)
    let after = try DatabaseDigest(of: fixture.path)
    #expect(after.rows(missingIn: before).isEmpty)
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }
}
