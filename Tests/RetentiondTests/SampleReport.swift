import RetentionPolicy
import SessionArchive

@testable import OpencodeStore
@testable import RetentionEngine

/// Reports as passes make them, put together by hand, so that what is printed never changes by itself.
enum SampleReport {
  static let now = Timestamp(milliseconds: 1_795_251_600_000)
  private static let path = "/home/ada/.local/share/opencode/opencode.db"
  private static let archive = ArchiveDirectory(path: "/home/ada/.local/share/retentiond/archive")
  private static let pageSize = ByteCount(4_096)

  /// A session some days old, of so many MB.
  static func session(
    _ name: String, parent: String? = nil, days: Int64, megabytes: Int64, title: String? = "Fix the build",
    isShared: Bool = false
  ) -> SurveyedSession {
    let moment = now - .days(days)
    return SurveyedSession(
      id: SessionID("ses_\(name)"), parent: parent.map { SessionID("ses_\($0)") }, created: moment,
      lastActivity: moment, bytes: .mebibytes(megabytes), isShared: isShared, title: title,
      directory: "/home/ada/work")
  }

  /// A small database: two trees that are too old, one of them with a child; three that stay.
  static let sessions = [
    session("old", days: 200, megabytes: 120, title: "Größenangaben vereinheitlichen 🌙"),
    session("oldchild", parent: "old", days: 199, megabytes: 8, title: nil),
    session("untitled", days: 150, megabytes: 90, title: nil),
    session("escape", days: 140, megabytes: 1, title: "\u{1B}[31mred\u{7}\nline"),
    session("shared", days: 120, megabytes: 40, isShared: true),
    session("today", days: 0, megabytes: 60),
    session("recent", days: 10, megabytes: 1),
  ]

  /// What the events take.
  private static var events: EventUsage {
    var events = EventUsage()
    events.count = 1_234
    events.bytes = .mebibytes(80)
    events.replacedBytes = .mebibytes(71)
    return events
  }

  static let limits = Policy(maxSize: .mebibytes(100), maxAge: .days(145))

  /// A report with its plan, not yet acted upon.
  static func planned(_ sessions: [SurveyedSession] = sessions, _ policy: Policy = limits) -> PassReport {
    var report = PassReport(path: path, policy: policy, now: now)
    let used = sessions.reduce(ByteCount.zero) { $0 + $1.bytes }
    report.generation = .v1
    report.usageBefore = usage(used)
    report.usageAfter = report.usageBefore
    report.footprintBefore = footprint(used)
    report.footprintAfter = report.footprintBefore
    let survey = Survey(
      pageSize: pageSize, pageCount: PageCount(used.bytes / pageSize.bytes), freePages: PageCount(0),
      sessions: sessions)
    let plan = Planner.plan(survey, policy: policy, now: now)
    report.plan = plan
    report.warnings = plan.unmetLimits.map { .limitNotMet($0) }
    report.evicted = plan.evictions.map { .init($0, archiveFile: nil) }
    report.outcome = plan.evictions.isEmpty ? .nothingToDo : .planned
    report.events = events
    return report
  }

  /// The same with rows that nobody misses: no session has to go.
  static func plannedTrims() -> PassReport {
    var rows = sessions
    rows[0].trimmable = [.events: .mebibytes(100)]
    rows[1].trimmable = [.events: .mebibytes(6), .migratedCopies: .mebibytes(1)]
    rows[4].trimmable = [.events: .mebibytes(30), .strayParts: .mebibytes(1)]
    let policy = Policy(maxSize: .mebibytes(220), eventMaxAge: .days(190))
    var report = planned(rows, policy)
    report.trimmed = (report.plan?.trims ?? []).map { .init(eviction: $0, rows: 0, archiveFile: nil) }
    report.outcome = .planned
    report.left.orphans = 5
    report.left.copiesInUse = 1
    report.left.copiesNeeded = 2
    report.left.remoteEvents = 3
    report.left.unnumberedEvents = 4
    return report
  }

  /// A pass that took them.
  static func trimmed() -> PassReport {
    var report = done()
    let planned = plannedTrims()
    report.plan = planned.plan
    report.evicted = []
    report.trimmed = planned.trimmed.map {
      .init(eviction: $0.eviction, rows: 1_200, archiveFile: "opencode-archive-2026-11-21T090000Z.json.zst")
    }
    return report
  }

  /// A report of a pass that did all it planned.
  static func done() -> PassReport {
    var report = planned()
    report.events = nil
    let name = "opencode-archive-2026-11-21T090000Z.json.zst"
    report.evicted = (report.plan?.evictions ?? []).map { .init($0, archiveFile: name) }
    report.archiveFiles = [
      .init(
        path: "\(archive.path)/\(name)", bytes: .mebibytes(104), plainBytes: ByteCount(226_807_112),
        catalogPath: archive.catalogPath)
    ]
    let left = report.plan?.expectedUsedBytes ?? .zero
    report.usageAfter = usage(left)
    report.footprintAfter = footprint(left)
    report.outcome = .done
    report.check = .init(ended: now, isUnderWay: false, tooLarge: [])
    report.durations.survey = Milliseconds(12)
    report.durations.archive = Milliseconds(840)
    report.durations.verify = Milliseconds(410)
    report.durations.evict = Milliseconds(95)
    report.durations.reclaim = Milliseconds(320)
    report.durations.longestEvictionLock = Milliseconds(21)
    return report
  }

  /// A pass that evicted, but that opencode kept from giving the bytes back.
  static func waiting() -> PassReport {
    var report = done()
    report.usageAfter = usage(.mebibytes(101), free: .mebibytes(219))
    report.footprintAfter = footprint(.mebibytes(320), log: .mebibytes(3))
    report.outcome = .incomplete
    report.warnings += everyWarning
    report.check = .init(ended: now - .days(9), isUnderWay: true, tooLarge: ["part"])
    return report
  }

  /// A pass that a signal stopped half way.
  static func interrupted() -> PassReport {
    var report = done()
    report.evicted.removeLast()
    report.check = nil
    report.usageAfter = nil
    report.outcome = .interrupted
    report.warnings.append(.interrupted)
    return report
  }

  /// A pass that only looked, for the file system's sake.
  static func heldBack() -> PassReport {
    var report = planned()
    report.heldBackBy = .nfs
    report.warnings += [
      .foreignFileSystem(.nfs, isAllowed: false),
      .mostEvicted(EvictedShare(gone: 4, of: 6, .trees), archive: archive),
    ]
    return report
  }

  /// A pass that others' writing kept from its limit.
  static func over() -> PassReport {
    var report = done()
    report.usageAfter = usage(.mebibytes(107))
    report.footprintAfter = footprint(.mebibytes(107))
    report.outcome = .incomplete
    report.warnings.append(.stillOver(bytes: .mebibytes(7), limit: .mebibytes(100)))
    return report
  }

  /// What a reclaim on request would do, beside opencode.
  static func reclaimable() -> PassReport {
    var report = PassReport(path: path, policy: limits, now: now)
    report.generation = .v1
    report.usageBefore = usage(.mebibytes(101), free: .mebibytes(219))
    report.usageAfter = report.usageBefore
    report.footprintBefore = footprint(.mebibytes(320), log: .mebibytes(3))
    report.footprintAfter = report.footprintBefore
    report.prospect = ReclaimProspect(
      freeBytes: .mebibytes(219), logBytes: .mebibytes(3), conversionLock: Milliseconds(3_260),
      holders: holders)
    report.outcome = .planned
    return report
  }

  /// What it did.
  static func reclaimed() -> PassReport {
    var report = reclaimable()
    report.usageAfter = usage(.mebibytes(101))
    report.footprintAfter = footprint(.mebibytes(101))
    report.warnings = [.longLock(predictedLock: Milliseconds(3_260), holders: holders)]
    let checkpoint = CheckpointReport(
      outcome: .truncated, frames: 1, checkpointed: 1, logSize: .zero, longestLock: Milliseconds(4))
    report.reclaim = reclaim(
      report,
      .conversion(
        .converted(
          .init(
            form: .optimistic, attempts: 1, pages: PageCount(25_856), compacting: Milliseconds(900),
            longestLock: Milliseconds(2_870), checkpoint: checkpoint))), checkpoint)
    report.outcome = .done
    return report
  }

  /// What it could not do.
  static func reclaimedInPart() -> PassReport {
    var report = reclaimable()
    report.warnings = [
      .conversionNeedsSpace(
        bytes: .mebibytes(219), folder: "/home/ada/.local/share/opencode", missing: .mebibytes(12))
    ]
    report.outcome = .incomplete
    return report
  }

  private static func reclaim(
    _ report: PassReport, _ work: ReclaimReport.Work, _ checkpoint: CheckpointReport
  ) -> ReclaimReport? {
    guard let usageBefore = report.usageBefore, let usageAfter = report.usageAfter,
      let footprintBefore = report.footprintBefore, let footprintAfter = report.footprintAfter
    else { return nil }
    return ReclaimReport(
      work: work, checkpoint: checkpoint, footprintBefore: footprintBefore, footprintAfter: footprintAfter,
      usageBefore: usageBefore, usageAfter: usageAfter, holders: nil)
  }

  /// A pass that a damage stopped half way.
  static func stopped() -> PassReport {
    var report = done()
    report.evicted.removeLast()
    report.check = nil
    report.outcome = .failed
    report.failure = SQLiteError(
      code: .corrupt, message: "database disk image is malformed", path: path, sql: "DELETE FROM part")
    return report
  }

  /// A database that is not there.
  static func missing() -> PassReport {
    var report = PassReport(path: path, policy: limits, now: now)
    report.outcome = .failed
    report.failure = PassError.missing(path: path)
    return report
  }

  private static let opencode = HoldingProcess(processID: 4_711, command: "opencode")
  private static let holders = FileHolders(processes: [opencode], uninspected: 0)

  /// Every kind of warning but the unmet limits, which a plan makes.
  static let everyWarning: [Warning] = {
    [
      .grown(bytes: ByteCount(537_500_000), threshold: .mebibytes(500), hasLimit: true),
      .inUse(tree: SessionID("ses_resumed")), .changed(tree: tree("changed"), archiveFile: "b.json.zst"),
      .cameBack(tree: tree("back"), archiveFile: "b.json.zst"),
      .rowsLeft(tree: SessionID("ses_left"), count: 1),
      .conversionWaits(bytes: .mebibytes(219), predictedLock: Milliseconds(3_260), holders: holders),
      .conversionNeedsSpace(
        bytes: .mebibytes(219), folder: "/home/ada/.local/share/opencode", missing: .mebibytes(12)),
      .freePagesLeft(bytes: .mebibytes(7)),
      .logPinned(bytes: .mebibytes(3), readers: [LogReader(process: opencode, marks: [1])], holders: holders),
      .logPinned(bytes: .mebibytes(3), readers: [], holders: nil),
      .unusableSessions(count: 2),
      .unreadableArchive(.damaged(path: "/a/b.json.zst", offset: 12, why: "it ends too early")),
      .finishedEarlierPass(trees: 1), .tablesNotChecked(["part"]),
      .sideFileLeft(path: "/home/ada/.local/share/opencode/storage/session_diff/ses_a.json", code: 13),
      .sideFileUnreadable(
        tree: SessionID("ses_closed"),
        .file(
          path: "/home/ada/.local/share/opencode/storage/session_diff/ses_b.json", operation: "open", code: 13
        )),
      .clockInDoubt(.activityInFuture(SessionID("ses_ahead"), Timestamp(milliseconds: 1_826_787_600_000))),
      .clockInDoubt(.earlierThanLastPass(Timestamp(milliseconds: 1_795_255_200_000))),
      .mostEvicted(EvictedShare(gone: 4, of: 6, .trees), archive: archive),
      .foreignFileSystem(.plan9, isAllowed: true),
      .archiveOnForeignFileSystem(.fuse, archive: archive),
      .stateUnreadable(PassError.file(path: "/state/last-passes", operation: "read", code: 21)),
      .stateNotWritten(PassError.file(path: "/state/last-passes.new", operation: "write", code: 28)),
    ]
  }()

  private static func tree(_ name: String) -> SessionTree {
    let root = session(name, days: 200, megabytes: 1)
    return SessionTree(root: root, sessions: [root])
  }

  private static func usage(_ used: ByteCount, free: ByteCount = .zero) -> PageUsage {
    PageUsage(
      pageSize: pageSize, pages: PageCount((used + free).bytes / pageSize.bytes),
      freePages: PageCount(free.bytes / pageSize.bytes), autoVacuum: .incremental, isWAL: true)
  }

  static func footprint(_ size: ByteCount, log: ByteCount = .zero) -> FileFootprint {
    FileFootprint(databaseSize: size, databaseAllocated: size, logSize: log, logAllocated: log)
  }
}
