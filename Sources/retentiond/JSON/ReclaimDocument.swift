internal import RetentionEngine

/// What `retentiond reclaim --format json` prints.
struct ReclaimDocument: Encodable {
  /// Raised when a key changes its meaning or goes; new keys may come without.
  let version = 1
  /// One for each database, in the order in which they were worked on.
  let databases: [ReclaimedDocument]
  /// What concerns no single database: the configuration, files that were skipped.
  let warnings: [NoticeDocument]
  /// What kept every database from being looked at; absent otherwise.
  let error: FailureDocument?
}

/// What giving bytes back came to with one database.
struct ReclaimedDocument: Encodable {
  /// The database file, symbolic links resolved.
  let path: String
  /// `v1`, `v2` or `upgraded`.
  let generation: String?
  /// `nothing-to-do`, `planned` (a dry run), `done`, `incomplete`, `interrupted` or `failed`.
  let outcome: String
  /// The length of the database file, without its log.
  let fileBytesBefore: Int64?
  let fileBytesAfter: Int64?
  /// The length of the write-ahead log.
  let walBytesBefore: Int64?
  let walBytesAfter: Int64?
  /// The pages of the file that hold nothing.
  let freeBytesBefore: Int64?
  let freeBytesAfter: Int64?
  /// What the file system has back, by the blocks of the file and its log; 0 when they grew.
  let bytesReturned: Int64
  /// How long a conversion was expected to lock the database; absent when it needs none.
  let predictedLock: Int64?
  /// How long the conversion did; absent when there was none.
  let longestLock: Int64?
  /// Who had the database open before.
  let processes: [JSONValue]?
  /// What the user should know.
  let warnings: [NoticeDocument]
  /// What prevented it; absent otherwise.
  let error: FailureDocument?

  init(_ report: PassReport) {
    path = report.path
    generation = report.generation?.rawValue
    outcome = report.outcome.rawValue
    fileBytesBefore = report.footprintBefore?.databaseSize.bytes
    fileBytesAfter = report.footprintAfter?.databaseSize.bytes
    walBytesBefore = report.footprintBefore?.logSize.bytes
    walBytesAfter = report.footprintAfter?.logSize.bytes
    freeBytesBefore = report.usageBefore?.freeBytes.bytes
    freeBytesAfter = report.usageAfter?.freeBytes.bytes
    bytesReturned = report.bytesReturned.bytes
    predictedLock = report.prospect?.conversionLock?.count
    longestLock = report.reclaim?.conversionLock?.count
    processes = report.prospect?.holders.processes.map(\.json)
    warnings = report.warnings.map { NoticeDocument(Notice($0, in: report)) }
    error = report.failure.map { FailureDocument(Failure($0), unchanged: ReclaimPrinter.unchanged) }
  }
}
