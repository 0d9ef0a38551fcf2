import SampleDatabase
import TestSupport
import Testing

@Suite("The same options make the same rows")
struct DeterminismTests {
  @Test(arguments: SampleDatabase.Generation.allCases, SampleDatabase.Shape.allCases)
  func twice(_ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape) throws {
    let first = try Sample(.small(generation, shape))
    let second = try Sample(.small(generation, shape))
    #expect(try DatabaseDigest(of: first.path) == DatabaseDigest(of: second.path))
    #expect(first.summary == second.summary)
  }

  @Test func anotherSeedMakesOtherRows() throws {
    var options = SampleDatabase.Options.small(.v1)
    let first = try Sample(options)
    options.seed = 2
    let second = try Sample(options)
    let parts = try [first, second].map { try DatabaseDigest(of: $0.path).tables["part"] }
    #expect(parts[0] != parts[1])
  }

  /// Noticed here when the generator changes: what was measured on databases made before no longer holds.
  @Test func idsOfTheFirstSeed() throws {
    let sample = try Sample(.small(.v1))
    #expect(sample.summary.special.oldest?.rawValue == "ses_1f02980b8f16OOMuNsP1Eyw2pX")
  }
}
