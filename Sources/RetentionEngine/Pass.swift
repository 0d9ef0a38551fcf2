public import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// One pass over one database: survey, plan, archive, verify, evict, reclaim. The same by hand, from a timer
/// and in a test.
public struct Pass {
  private let path: String
  private let settings: PassSettings
  private let progress: (any ProgressObserver)?
  private let freeSpace: FreeSpace
  private let fileSystem: FileSystemLookup
  private let pause: Pause

  /// A pass over the database at a path.
  public init(
    path: String, settings: PassSettings, progress: (any ProgressObserver)? = nil,
    freeSpace: FreeSpace = .ofFileSystem, fileSystem: FileSystemLookup = .ofSystem, pause: Pause = .sleeping
  ) {
    self.path = path
    self.settings = settings
    self.progress = progress
    self.freeSpace = freeSpace
    self.fileSystem = fileSystem
    self.pause = pause
  }

  /// Runs the pass. It never throws: what prevented it stands in the report.
  public func run() -> PassReport {
    var report = PassReport(path: path, policy: settings.policy, now: settings.now)
    report.note { report in try begin(&report) }
    if !settings.isDryRun { report.leaveNoLog(fileSystem) }
    if let warning = report.mostEvicted(archive: settings.archive) { report.warnings.append(warning) }
    report.warnings += report.reclaim?.warnings ?? []
    do {
      if report.footprintBefore != nil { report.footprintAfter = try FileFootprint(databasePath: path) }
    } catch {
      report.failure = report.failure ?? error
    }
    remember(&report)
    return report
  }

  private func begin(_ report: inout PassReport) throws {
    let onlyLooks = try holdBack(&report) || settings.isDryRun
    try DatabaseFile(path: path).requireUsable(writing: !onlyLooks)
    report.footprintBefore = try FileFootprint(databasePath: path)
    let known = report.recall { try CheckState(folder: settings.stateFolder).entry(of: path) }
    var check = DatabaseCheck(path: path, settings: settings, known: known ?? CheckState.Entry())
    try check.requireNoSigns(&report)
    if onlyLooks { try look(&report) } else { try work(check, &report) }
  }

  // MARK: Looking

  /// Whether a pass may only look, for where the database lies; and says that it lies there.
  private func holdBack(_ report: inout PassReport) throws -> Bool {
    guard let kind = try fileSystem(path) else { return false }
    report.warnings.append(.foreignFileSystem(kind, isAllowed: settings.allowsForeignFileSystem))
    if settings.allowsForeignFileSystem { return false }
    if !settings.isDryRun { report.heldBackBy = kind }
    return true
  }

  /// Without doing: the database is opened for reading, and nothing but the state is written anywhere.
  private func look(_ report: inout PassReport) throws {
    let connection = try Connection(path: path, mode: .readOnly)
    let schema = try readSchema(connection, &report)
    let plan = try plan(connection, schema, settings.policy, &report)
    report.events = try EventCensus(connection: connection, schema: schema, scale: report.sizeScale).count()
    try warnOfGrowth(&report)
    report.usageAfter = report.usageBefore
    report.evicted = plan.evictions.map { PassReport.Evicted($0, archiveFile: nil) }
    report.trimmed = plan.trims.map { PassReport.Trimmed(eviction: $0, rows: 0, archiveFile: nil) }
    report.outcome = plan.isEmpty ? .nothingToDo : .planned
  }

  private func readSchema(_ connection: Connection, _ report: inout PassReport) throws -> Schema {
    let reader = SchemaReader(connection: connection)
    let schema = try reader.read()
    report.generation = schema.generation
    try reader.requireCompletedMigration(schema)
    return schema
  }

  private func plan(
    _ connection: Connection, _ schema: Schema, _ policy: Policy, _ report: inout PassReport
  ) throws -> Plan {
    progress?.progress(.survey, done: .zero, of: .zero)
    let watch = Stopwatch()
    report.usageBefore = try report.usageBefore ?? connection.pageUsage()
    var found = try Surveyor(connection: connection, schema: schema).survey(
      policy: policy, now: settings.now)
    if policy.maxSize != nil, policy.orphans != .keep, settings.namedDatabase ?? path == path {
      found.survey.orphans += try OrphanedFiles(besides: DatabaseFile(path: path)).sessions(in: found.survey)
    }
    let lastPass = report.recall { try LastPassState(folder: settings.stateFolder).lastPass(over: path) }
    let plan = Planner.plan(found.survey, policy: policy, now: settings.now, after: lastPass)
    report.durations.survey = report.durations.survey + watch.elapsed
    report.plan = plan
    report.warnings.removeAll(where: \.isOfPlan)
    report.strangeAggregates = found.strangeAggregates
    report.sizeScale = found.scale
    report.left = found.left
    // There was no lock for them.
    if policy.maxSize != nil, policy.orphans != settings.policy.orphans {
      report.left.orphans = found.survey.orphans.count
    }
    if found.unusableSessions > 0 { report.warnings.append(.unusableSessions(count: found.unusableSessions)) }
    report.warnings += plan.unmetLimits.map { .limitNotMet($0) }
    if let doubt = plan.clockDoubt { report.warnings.append(.clockInDoubt(doubt)) }
    if report.heldBackBy == nil, !plan.isEmpty, let kind = try fileSystem(settings.archive.path) {
      report.warnings.append(.archiveOnForeignFileSystem(kind, archive: settings.archive))
    }
    return plan
  }

  // MARK: Working

  private func work(_ check: DatabaseCheck, _ report: inout PassReport) throws {
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try readSchema(connection, &report)
    // The lock comes before the look: a plan made beside another retentiond would ask for what that one is removing.
    let lock = settings.policy.hasLimit ? try takeLock() : try takeLockOfUsedArchive()
    defer { withExtendedLifetime(lock) {} }
    let looseRows = lock == nil ? nil : try LooseRowsLock.aloneOrShared(at: path)
    defer { withExtendedLifetime(looseRows) {} }
    let catalog = lock == nil ? nil : try openCatalog(&report)
    var isSound = false
    // What others are at is not this one's to finish.
    if let catalog, looseRows?.isExclusive ?? true {
      isSound = try EarlierPass(
        path: path, connection: connection, schema: schema, catalog: catalog, pause: pause
      ).finish(&report)
    }
    var policy = settings.policy
    if policy.maxSize == nil || policy.orphans == .keep { looseRows?.share() }
    // Rows of sessions that others evict may stand there without them.
    if looseRows?.isExclusive != true { policy.orphans = .keep }
    let plan = try plan(connection, schema, policy, &report)
    try warnOfGrowth(&report)
    // Without a limit nothing is touched but what an earlier pass left half done.
    guard settings.policy.hasLimit, let catalog else {
      report.usageAfter = report.usageBefore
      return
    }
    let eviction = TreeEviction(
      path: path, connection: connection, schema: schema, settings: settings, catalog: catalog,
      progress: progress, pause: pause)
    var round = PassRound(
      plan: plan, eviction: eviction,
      reclaim: ReclaimStep(
        path: path, settings: settings, freeSpace: freeSpace, pause: pause, progress: progress))
    if !isSound, round.mayWrite(report) { try DatabaseCheck.requireSound(connection) }
    try round.run(&report)
    if settings.policy.maxEvictionsPerPass == nil, round.endsOver(settings.policy.maxSize, report) {
      // Others wrote meanwhile, or the estimates were off: once more, with a new look.
      round.plan = try self.plan(connection, schema, policy, &report)
      try round.run(&report)
    }
    report.outcome = outcome(of: report, round)
    try check.runIfDue(progress, &report)
  }

  private func takeLock() throws -> PassLock {
    try settings.archive.make()
    return try PassLock(directory: settings.archive)
  }

  /// The same for a pass that has no limit to enforce: it makes no archive, and leaves the work to another retentiond
  /// that is at it.
  private func takeLockOfUsedArchive() throws -> PassLock? {
    guard try settings.archive.isUsed else { return nil }
    do { return try PassLock(directory: settings.archive) } catch PassError.locked { return nil }
  }

  private func openCatalog(_ report: inout PassReport) throws -> Catalog {
    try settings.archive.removePartialFiles()
    // Also when this pass gives nothing back: what a crash left may be as large as the database.
    for folder in ReclaimStep.copyFolders(settings) { try Conversion.removeStale(in: folder) }
    let catalog = try Catalog(directory: settings.archive)
    report.warnings += catalog.unreadableFiles.map { .unreadableArchive($0) }
    return catalog
  }

  private func outcome(of report: PassReport, _ round: PassRound) -> PassReport.Outcome {
    if round.isIncomplete || report.reclaim?.isComplete == false { return .incomplete }
    let isUnchanged = report.reclaim == nil || report.bytesReturned == .zero
    return report.evicted.isEmpty && report.trimmed.isEmpty && isUnchanged ? .nothingToDo : .done
  }

  // MARK: From pass to pass

  private func warnOfGrowth(_ report: inout PassReport) throws {
    guard let footprint = report.footprintBefore else { return }
    let size = footprint.size
    let earlier = report.recall { try ThresholdState(folder: settings.stateFolder).reached(path) }
    if let threshold = SizeThreshold.crossed(by: size, after: earlier) {
      report.warnings.append(.grown(bytes: size, threshold: threshold, hasLimit: settings.policy.hasLimit))
    }
  }

  /// Leaves what the next pass must know. The moment is replaced by an earlier one too: a clock that once was
  /// wrong puts off a single pass and not all to come.
  private func remember(_ report: inout PassReport) {
    report.leaveDamage(settings)
    guard !settings.isDryRun, report.usageBefore != nil, let footprint = report.footprintAfter else { return }
    let reached = SizeThreshold.reached(by: footprint.size)
    report.leave { try ThresholdState(folder: settings.stateFolder).record(reached, for: path) }
    guard settings.policy.hasLimit, let plan = report.plan else { return }
    report.leave { try LastPassState(folder: settings.stateFolder).record(plan.forNextPass, for: path) }
  }
}
