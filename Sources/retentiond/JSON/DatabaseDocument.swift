internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

/// What a pass did to one database. The figures before and after are absent where the pass did not get to them.
struct DatabaseDocument: Encodable {
  /// The database file, symbolic links resolved.
  let path: String
  /// `v1`, `v2` or `upgraded`.
  let generation: String?
  /// `nothing-to-do`, `planned` (a dry run, or only looked at), `done`, `incomplete`,
  /// `interrupted` or `failed`.
  let outcome: String
  /// The length of the database file, without its log.
  let fileBytesBefore: Int64?
  let fileBytesAfter: Int64?
  /// The length of the write-ahead log.
  let walBytesBefore: Int64?
  let walBytesAfter: Int64?
  /// The pages in use: what `maxSizeMB` limits.
  let usedBytesBefore: Int64?
  /// In a dry run the same as before; `usedBytesExpected` is what a run would come to.
  let usedBytesAfter: Int64?
  /// What the plan expects to be in use afterwards; an estimate.
  let usedBytesExpected: Int64?
  /// The pages of the file that hold nothing afterwards.
  let freeBytesAfter: Int64?
  /// What the file system has back, by the blocks of the file and its log; 0 when they grew.
  let bytesReturned: Int64
  /// What the events take; absent where the pass was to work, and where there is no table of events.
  let events: EventsDocument?
  /// The names under which events stand that no session can have: these are left alone.
  let strangeAggregates: Int
  /// The rows that went or, when `outcome` is `planned`, would go while their sessions stay, step by step.
  let trimmed: [TrimDocument]
  /// Of how many sessions such rows were left for a reason of their own.
  let left: LeftDocument
  /// The trees that went or, when `outcome` is `planned`, would go; oldest first.
  let evicted: [TreeDocument]
  /// How many subagents' sessions, each with those below it, wait for the next pass.
  let waitingSubagents: Int
  /// How many trees stay.
  let kept: Int
  /// How many of them for each reason.
  let keptReasons: [String: Int]
  /// All of them, oldest first.
  let keptTrees: [KeptDocument]
  /// The archive files written.
  let archiveFiles: [ArchiveFileDocument]
  /// The full check for damage; absent where the pass did not get to it.
  let check: CheckDocument?
  /// What the user should know.
  let warnings: [NoticeDocument]
  /// What prevented the pass, or its rest; absent otherwise.
  let error: FailureDocument?
  /// How long the steps took.
  let durations: DurationsDocument

  /// - Parameter restoreCommand: how to call `retentiond restore` so that it looks into the same archive.
  init(_ report: PassReport, restoreCommand: String) {
    path = report.path
    generation = report.generation?.rawValue
    outcome = report.outcome.rawValue
    fileBytesBefore = report.footprintBefore?.databaseSize.bytes
    fileBytesAfter = report.footprintAfter?.databaseSize.bytes
    walBytesBefore = report.footprintBefore?.logSize.bytes
    walBytesAfter = report.footprintAfter?.logSize.bytes
    usedBytesBefore = report.usageBefore?.liveBytes.bytes
    usedBytesAfter = report.usageAfter?.liveBytes.bytes
    usedBytesExpected = report.plan?.expectedUsedBytes.bytes
    freeBytesAfter = report.usageAfter?.freeBytes.bytes
    bytesReturned = report.bytesReturned.bytes
    events = report.events.map(EventsDocument.init)
    strangeAggregates = report.strangeAggregates
    trimmed = TrimSteps(report).steps.map(TrimDocument.init)
    left = LeftDocument(report.left)
    evicted = report.evicted.map(TreeDocument.init)
    waitingSubagents = report.plan?.waitingSubagents ?? 0
    let stays = report.plan?.kept ?? []
    kept = stays.count
    keptReasons = ReasonCounts(stays.map(\.reason)).counts
    keptTrees = stays.map(KeptDocument.init)
    archiveFiles = report.archiveFiles.map(ArchiveFileDocument.init)
    check = report.check.map(CheckDocument.init)
    warnings = report.warnings.map { NoticeDocument(Notice($0, in: report, restoreCommand: restoreCommand)) }
    error = report.failure.map { FailureDocument(Failure($0), unchanged: report.unchanged) }
    durations = DurationsDocument(report.durations)
  }
}

/// What the events take.
struct EventsDocument: Encodable {
  /// How many there are.
  let count: Int
  /// What they take in the file; an estimate.
  let bytes: Int64
  /// What those of them take that are full copies of what a newer one holds.
  let replacedBytes: Int64

  init(_ usage: EventUsage) {
    count = usage.count
    bytes = usage.bytes.bytes
    replacedBytes = usage.replacedBytes.bytes
  }
}

/// A tree that went, or a subagent's session with those below it.
struct TreeDocument: Encodable {
  /// The root session's id.
  let id: String
  /// The root of the tree that it was part of; absent where that went as a whole.
  let root: String?
  /// Every session of the tree, the root first.
  let sessions: [String]
  /// The root's title and folder.
  let title: String?
  let directory: String
  /// When the root was made, and the newest activity in the tree.
  let timeCreated: Int64
  let timeActive: Int64
  /// What its rows took in the database; an estimate.
  let bytes: Int64
  /// `age`, `sessions`, `size` or `subagent-age`: the first limit that it fell under.
  let reason: String
  /// The name of the archive file that holds it; absent in a dry run.
  let archiveFile: String?

  init(_ evicted: PassReport.Evicted) {
    let tree = evicted.tree
    id = tree.id.rawValue
    root = evicted.isWholeTree ? nil : evicted.root.rawValue
    sessions = tree.sessions.map(\.id.rawValue)
    title = tree.root.title
    directory = tree.root.directory
    timeCreated = tree.root.created.milliseconds
    timeActive = tree.lastActivity.milliseconds
    bytes = tree.bytes.bytes
    reason = evicted.reason.code
    archiveFile = evicted.archiveFile
  }
}

/// A tree that stays.
struct KeptDocument: Encodable {
  /// The root session's id.
  let id: String
  /// What its rows take in the database; an estimate.
  let bytes: Int64
  /// `within-limits`, `next-pass`, or the protection: `active`, `pinned`, `shared`, `busy`.
  let reason: String
  /// The session of the tree that is pinned, shared or busy.
  let session: String?
  /// The newest activity in the tree.
  let timeActive: Int64

  init(_ kept: Plan.Kept) {
    id = kept.tree.id.rawValue
    bytes = kept.tree.bytes.bytes
    reason = kept.reason.code
    session = kept.reason.session?.rawValue
    timeActive = kept.tree.lastActivity.milliseconds
  }
}

/// An archive file.
struct ArchiveFileDocument: Encodable {
  let path: String
  /// Its size.
  let bytes: Int64
  /// The size before compression.
  let plainBytes: Int64

  init(_ file: PassReport.ArchiveFile) {
    path = file.path
    bytes = file.bytes.bytes
    plainBytes = file.plainBytes.bytes
  }
}

/// The full check for damage.
struct CheckDocument: Encodable {
  /// When the last one ended, which found nothing; absent when none has yet.
  let ended: Int64?
  /// Whether a new one has begun, with which the next pass goes on.
  let isUnderWay: Bool
  /// The tables that it left out because they took too long.
  let tablesNotChecked: [String]

  init(_ check: PassReport.Check) {
    ended = check.ended?.milliseconds
    isUnderWay = check.isUnderWay
    tablesNotChecked = check.tooLarge
  }
}

/// How long the steps of a pass took.
struct DurationsDocument: Encodable {
  let survey: Int64
  let archive: Int64
  let verify: Int64
  let evict: Int64
  let reclaim: Int64
  /// The longest that the write lock was held while rows were removed.
  let longestEvictionLock: Int64
  /// The longest that it was held to copy the log back, to move free pages to the end, and to cut the files.
  let longestReclaimLock: Int64
  /// The longest that it was held to convert the database.
  let longestConversionLock: Int64

  init(_ durations: PassReport.Durations) {
    survey = durations.survey.count
    archive = durations.archive.count
    verify = durations.verify.count
    evict = durations.evict.count
    reclaim = durations.reclaim.count
    longestEvictionLock = durations.longestEvictionLock.count
    longestReclaimLock = durations.longestReclaimLock.count
    longestConversionLock = durations.longestConversionLock.count
  }
}
