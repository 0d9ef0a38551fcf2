internal import OpencodeStore
internal import RetentionPolicy

/// What follows from one plan: the trees go, and the bytes come back. A pass has one round, or two when the
/// first leaves more than the limit.
struct PassRound {
  /// What is to go.
  var plan: Plan
  let eviction: TreeEviction
  let reclaim: ReclaimStep

  /// Whether the last run left something to do.
  private(set) var isIncomplete = false

  /// What others' deletes and an interrupted pass leave is given back from this size on.
  private static let worthReclaiming = ByteCount.mebibytes(4)

  /// A round that follows from a plan.
  init(plan: Plan, eviction: TreeEviction, reclaim: ReclaimStep) {
    self.plan = plan
    self.eviction = eviction
    self.reclaim = reclaim
  }

  /// Whether anything will be written to the database.
  func mayWrite(_ report: PassReport) -> Bool {
    if !plan.isEmpty { return true }
    return report.usageBefore.map { isWorthReclaiming($0, report) } ?? false
  }

  /// Evicts what is planned and gives back what is free.
  ///
  /// - Throws: whatever prevented it; what was evicted by then is in the report.
  mutating func run(_ report: inout PassReport) throws {
    let done = report.settled
    let connection = eviction.connection
    if !plan.isEmpty {
      let settings = eviction.settings
      try Folder.makePrivate(settings.stateFolder)
      let disks = try PassDisks(
        archive: settings.archive.path, database: DatabaseFile(path: eviction.path).folder,
        copies: ReclaimStep.copyFolders(settings), freeSpace: reclaim.freeSpace)
      try BatchedEviction(connection: connection, eviction: eviction, reclaim: reclaim, disks: disks)
        .run(plan, &report)
    }
    if isWorthReclaiming(try connection.pageUsage(), report) { try reclaim.run(&report) }
    let usage = try connection.pageUsage()
    report.usageAfter = usage
    report.footprintAfter = try FileFootprint(databasePath: eviction.path)
    report.warnings.removeAll(where: \.isStillOver)
    isIncomplete = report.settled - done < plan.evictions.count + plan.trims.count
    if let limit = eviction.settings.policy.maxSize, endsOver(limit, report) {
      report.warnings.append(.stillOver(bytes: usage.liveBytes - limit, limit: limit))
      isIncomplete = true
    }
  }

  /// Whether more is in use than a limit that the plan was to meet.
  func endsOver(_ limit: ByteCount?, _ report: PassReport) -> Bool {
    guard let limit, let usage = report.usageAfter else { return false }
    return plan.expectedUsedBytes <= limit && usage.liveBytes > limit
  }

  /// Whether there is anything to give back: a checkpoint writes to the database, so a pass that finds nothing
  /// to do leaves it alone.
  private func isWorthReclaiming(_ usage: PageUsage, _ report: PassReport) -> Bool {
    let logSize = report.footprintBefore?.logSize ?? .zero
    return !report.archiveFiles.isEmpty || !report.trimmed.isEmpty || logSize >= Self.worthReclaiming
      || usage.autoVacuum != .full && usage.freeBytes >= Self.worthReclaiming
  }
}

extension PassReport {
  /// How much of what was planned is gone, whoever took it.
  fileprivate var settled: Int { evicted.count + trimmed.count + goneMeanwhile }
}

extension Warning {
  /// Whether it follows from a plan, and ends with it.
  var isOfPlan: Bool {
    switch self {
    case .limitNotMet, .unusableSessions, .clockInDoubt, .archiveOnForeignFileSystem,
      .sideFileUnreadable,
      .inUse:
      true
    default: false
    }
  }

  /// Whether it says that a round did not come down to the limit.
  fileprivate var isStillOver: Bool {
    if case .stillOver = self { true } else { false }
  }
}
