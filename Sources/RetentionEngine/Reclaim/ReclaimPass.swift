public import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Gives bytes back because somebody asked for it, also where a pass would rather wait. Nothing is archived or
/// evicted.
public struct ReclaimPass {
  private let path: String
  private let settings: PassSettings
  private let progress: (any ProgressObserver)?
  private let freeSpace: FreeSpace
  private let fileSystem: FileSystemLookup
  private let pause: Pause
  private let announce: (PassReport) -> Void

  /// A pass over the database at a path.
  ///
  /// - Parameter announce: told, before the database is locked for long beside others, who has it open and for
  ///   how long it will be.
  public init(
    path: String, settings: PassSettings, progress: (any ProgressObserver)? = nil,
    freeSpace: FreeSpace = .ofFileSystem, fileSystem: FileSystemLookup = .ofSystem, pause: Pause = .sleeping,
    announce: @escaping (PassReport) -> Void
  ) {
    self.path = path
    self.settings = settings
    self.progress = progress
    self.freeSpace = freeSpace
    self.fileSystem = fileSystem
    self.pause = pause
    self.announce = announce
  }

  /// Gives back what can be given back. It never throws: what prevented it stands in the report.
  public func run() -> PassReport {
    var report = PassReport(path: path, policy: settings.policy, now: settings.now)
    report.note { report in try begin(&report) }
    if !settings.isDryRun { report.leaveNoLog(fileSystem) }
    report.warnings += report.reclaim?.warnings ?? []
    do {
      if report.footprintBefore != nil { report.footprintAfter = try FileFootprint(databasePath: path) }
    } catch {
      report.failure = report.failure ?? error
    }
    report.leaveDamage(settings)
    return report
  }

  private func begin(_ report: inout PassReport) throws {
    try requireLocal(&report)
    try DatabaseFile(path: path).requireUsable(writing: !settings.isDryRun)
    report.footprintBefore = try FileFootprint(databasePath: path)
    let known = report.recall { try CheckState(folder: settings.stateFolder).entry(of: path) }
    var check = DatabaseCheck(path: path, settings: settings, known: known ?? CheckState.Entry())
    try check.requireNoSigns(&report)
    if settings.isDryRun { try look(&report) } else { try work(&report) }
  }

  /// SQLite's locks do not hold everywhere: there nothing is written, unless it is allowed.
  private func requireLocal(_ report: inout PassReport) throws {
    guard let kind = try fileSystem(path) else { return }
    guard settings.allowsForeignFileSystem || settings.isDryRun else {
      throw PassError.foreignFileSystem(path: path, kind)
    }
    report.warnings.append(.foreignFileSystem(kind, isAllowed: settings.allowsForeignFileSystem))
  }

  /// Looks, on a connection that is read-only in a dry run.
  private func look(_ report: inout PassReport) throws {
    let connection = try Connection(path: path, mode: settings.isDryRun ? .readOnly : .readWrite)
    let reader = SchemaReader(connection: connection)
    let schema = try reader.read()
    report.generation = schema.generation
    try reader.requireCompletedMigration(schema)
    let usage = try connection.pageUsage()
    report.usageBefore = usage
    report.usageAfter = usage
    let prospect = try prospect(of: usage, &report)
    report.prospect = prospect
    report.outcome = prospect.isWorthwhile ? .planned : .nothingToDo
  }

  private func prospect(of usage: PageUsage, _ report: inout PassReport) throws -> ReclaimProspect {
    let isConversion = Reclaimer.Limits().converts(usage)
    let known = report.recall { try ConversionState(folder: settings.stateFolder).experience(path) }
    let experience = (known ?? ConversionExperience()).valid(at: settings.now)
    let givesBack = isConversion || usage.autoVacuum == .incremental
    return ReclaimProspect(
      freeBytes: givesBack ? usage.freeBytes : .zero, logBytes: report.footprintBefore?.logSize ?? .zero,
      conversionLock: isConversion ? experience.expectedLock(of: usage.liveBytes) : nil,
      holders: try FileHolders(databasePath: path))
  }

  private func work(_ report: inout PassReport) throws {
    try settings.archive.make()
    let lock = try PassLock(directory: settings.archive)
    defer { withExtendedLifetime(lock) {} }
    try look(&report)
    guard let prospect = report.prospect, prospect.isWorthwhile else { return }
    try DatabaseCheck.requireSound(Connection(path: path, mode: .readOnly))
    if prospect.isLong, let predicted = prospect.conversionLock {
      report.warnings.append(.longLock(predictedLock: predicted, holders: prospect.holders))
      announce(report)
    }
    try ReclaimStep(
      path: path, settings: settings, freeSpace: freeSpace, pause: pause, progress: progress,
      conversion: .onRequest
    ).run(&report)
    report.outcome = report.reclaim?.isComplete == true ? .done : .incomplete
  }
}
