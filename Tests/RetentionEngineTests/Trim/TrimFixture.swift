import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport

/// A database whose events take most of it, and passes that trim them.
struct TrimFixture {
  let pass: PassFixture

  init(_ generation: SampleDatabase.Generation = .v1, sql: String = "") throws {
    pass = try PassFixture(
      SampleDatabase.Options(
        generation: generation, shape: .events, targetSize: ByteCount(1_500_000), oddRows: false,
        sideFiles: true))
    try pass.base.execute(sql)
  }

  var base: ArchiveFixture { pass.base }

  /// A policy under which all events go, and no session.
  static func policy(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
    // Older than now: every tree that is idle.
    var policy = Policy(minIdle: .hours(1), eventMaxAge: .hours(2))
    change(&policy)
    return policy
  }

  func run(_ change: (inout Policy) -> Void = { _ in }) throws -> PassReport {
    try pass.run(Self.policy(change))
  }

  /// The digests of all tables but that of the events.
  func content() throws -> DatabaseDigest { try base.digest().without("event") }

  func count(_ table: String, _ condition: String = "1") throws -> Int64 {
    try base.integer("SELECT count(*) FROM \(table) WHERE \(condition)")
  }
}
