public import TestSupport

/// Whether everything that writers and retentiond did to a database adds up.
///
/// A version of a row that was replaced or deleted goes from the account, and a new one comes in: what there was
/// at the beginning plus that is what there must be in the end, in the database or, of what retentiond removed, in
/// the archive.
public struct TrialCheck: Sendable {
  /// Rows that are nowhere, by table.
  public let lost: [String: Int]
  /// Rows in the database that nobody left there: what a writer had deleted or replaced.
  public let ghosts: [String: Int]
  /// Rows both in the database and among those that went, though they are there only once.
  public let doubled: [String: Int]
  /// Writes that failed, other than those to a session that was evicted.
  public let failures: [WriteRecord]
  /// What `integrity_check` finds.
  public let damage: [String]

  /// Whether nothing is wrong.
  public var isSound: Bool {
    lost.isEmpty && ghosts.isEmpty && doubled.isEmpty && failures.isEmpty && damage.isEmpty
  }

  /// Adds up.
  ///
  /// - Parameters:
  ///   - original: the database before anybody wrote to it.
  ///   - database: the database now; nobody writes to it any more.
  ///   - archived: the rows of the evicted sessions, and those that went while their sessions stayed, as the archive has
  ///     them.
  ///   - evicted: the ids of the evicted sessions.
  /// - Throws: `SQLiteError`.
  public init(
    original: DatabaseDigest, records: [WriteRecord], database: String, archived: DatabaseDigest,
    evicted: Set<String>
  ) throws {
    var expected = RowCounts(original)
    var replaced = RowCounts()
    for case .committed(let gone, let new) in records.map(\.outcome) {
      for row in gone {
        expected.add(row, -1)
        replaced.add(row, 1)
      }
      for row in new { expected.add(row, 1) }
    }
    let standing = RowCounts(try DatabaseDigest(of: database))
    let archived = RowCounts(archived)
    lost = expected - (standing + archived)
    ghosts = standing - expected
    // What was replaced while its session was being evicted is in the archive as it was before.
    doubled = (standing + archived) - (expected + replaced)
    failures = records.filter { record in
      guard case .failed(let session, let reason) = record.outcome else { return false }
      return !evicted.contains(session) || !WriteFailure.meansMissingSession(reason)
    }
    damage = try integrityProblems(database).damage
  }
}

/// The reasons for which a write fails that a session's end explains.
public enum WriteFailure {
  /// What a writer says when a session that it updates is not there.
  public static let sessionIsGone = "the session is gone"

  static func meansMissingSession(_ reason: String) -> Bool {
    reason == sessionIsGone || reason.contains("FOREIGN KEY")
  }
}
