public import RetentionPolicy

/// Gives the bytes of free pages back to the disk, in the way that the database and those who use it permit.
public struct Reclaimer {
  /// How far it may go.
  public struct Limits: Hashable, Sendable {
    /// From how many free bytes on a database is converted.
    public var worthConverting = ByteCount.mebibytes(1)
    /// From how many free bytes on a database that gives pages back is compacted aside all the same. Before it gives
    /// a page back, SQLite looks for it in the freelist, all of which every writer in between makes it read anew:
    /// 0.1 ms with 3 GB free at best, 4 ms measured with 9 GB free beside a writer.
    /// https://sqlite.org/fileformat2.html#the_freelist
    public var worthCompacting = ByteCount.mebibytes(1_024)
    /// Those of a conversion.
    public var conversion = Conversion.Limits()
    /// Those of an incremental vacuum.
    public var vacuum = IncrementalVacuum.Limits()

    /// The limits that were measured to leave opencode unharmed.
    public init() {}

    /// Whether a database is to be compacted aside: it gives no page back and has enough of them, or gives them back
    /// but has so many that this takes longer than to copy what is in use.
    public func converts(_ usage: PageUsage) -> Bool {
      switch usage.autoVacuum {
      case .none: usage.freePages.pages > 0 && usage.freeBytes >= worthConverting
      case .incremental: usage.freeBytes >= max(worthCompacting, usage.liveBytes)
      case .full: false
      }
    }
  }

  private let path: String
  private let asideFolders: [String]
  private let experience: ConversionExperience
  private let now: Timestamp
  private let limits: Limits
  private let freeSpace: FreeSpace
  private let pause: Pause

  /// Prepares to work on a database.
  ///
  /// - Parameters:
  ///   - asideFolders: where a conversion may write its copy: the first that has room for it counts.
  ///   - experience: what earlier conversions of this database taught.
  ///   - now: the present moment.
  public init(
    path: String, asideFolders: [String], limits: Limits = Limits(),
    experience: ConversionExperience = ConversionExperience(), now: Timestamp,
    freeSpace: FreeSpace = .ofFileSystem, pause: Pause = .sleeping
  ) {
    self.path = path
    self.asideFolders = asideFolders
    self.experience = experience
    self.now = now
    self.limits = limits
    self.freeSpace = freeSpace
    self.pause = pause
  }

  /// Gives back what can be given back now.
  ///
  /// - Throws: `SQLiteError`, `ReclaimError`; no row is lost or changed in any case.
  public func run() throws -> ReclaimReport {
    let checkpoint = try GuardedCheckpoint(path: path, pause: pause)
    let connection = try Connection(path: path, mode: .readWrite)
    let footprintBefore = try FileFootprint(databasePath: path)
    let usageBefore = try connection.pageUsage()
    let work = try giveBack(usageBefore, checkpoint)
    let last = try work.checkpoint ?? checkpoint.run()
    return ReclaimReport(
      work: work, checkpoint: last, footprintBefore: footprintBefore,
      footprintAfter: try FileFootprint(databasePath: path), usageBefore: usageBefore,
      usageAfter: try connection.pageUsage(),
      holders: work.isComplete && last.isComplete ? nil : try FileHolders(databasePath: path))
  }

  private func giveBack(
    _ usage: PageUsage, _ checkpoint: GuardedCheckpoint
  ) throws -> ReclaimReport.Work {
    switch usage.autoVacuum {
    case .none where limits.converts(usage):
      // The log of what made the pages free goes first: the copy needs its room. And nobody else is to copy back
      // what the conversion will leave in it.
      _ = try checkpoint.runIfLarger(than: limits.vacuum.logSize)
      return .conversion(try convert(usage, checkpoint))
    case .incremental where limits.converts(usage):
      _ = try checkpoint.runIfLarger(than: limits.vacuum.logSize)
      let outcome = try convert(usage, checkpoint)
      guard case .waiting(let waiting) = outcome else { return .conversion(outcome) }
      // Slowly is better than not at all.
      return .incrementalVacuum(try vacuum(checkpoint), insteadOf: waiting)
    case .incremental where usage.freePages.pages > 0:
      return .incrementalVacuum(try vacuum(checkpoint), insteadOf: nil)
    case .none, .incremental, .full:
      return .none
    }
  }

  private func vacuum(_ checkpoint: GuardedCheckpoint) throws -> IncrementalVacuum.Report {
    try IncrementalVacuum(path: path, checkpoint: checkpoint, limits: limits.vacuum, pause: pause).run()
  }

  private func convert(_ usage: PageUsage, _ checkpoint: GuardedCheckpoint) throws -> ConversionOutcome {
    let needed = Conversion.need(of: usage)
    var shortage: (folder: String, missing: ByteCount)?
    for folder in asideFolders {
      try Folder.makePrivate(folder)
      try Conversion.removeStale(in: folder)
      do {
        try freeSpace.require([(needed, folder), (needed, DatabaseFiles(path: path).folder)])
      } catch ReclaimError.insufficientSpace(let folder, let missing) {
        if missing < shortage?.missing ?? ByteCount(.max) { shortage = (folder, missing) }
        continue
      }
      let conversion = Conversion(
        path: path, asideFolder: folder, checkpoint: checkpoint, limits: limits.conversion,
        experience: experience, now: now, freeSpace: freeSpace, pause: pause)
      return try conversion.run()
    }
    return .waiting(
      ConversionOutcome.Waiting(
        bytesThatWait: usage.freeBytes,
        hindrance: shortage.map { .space(folder: $0.folder, missing: $0.missing) } ?? .lock,
        predictedLock: experience.expectedLock(of: usage.liveBytes), longestLock: Milliseconds(0),
        holders: try FileHolders(databasePath: path), experience: experience))
  }
}

extension ReclaimReport.Work {
  /// The checkpoint that was part of the work.
  fileprivate var checkpoint: CheckpointReport? {
    if case .conversion(.converted(let converted)) = self { converted.checkpoint } else { nil }
  }

  /// Whether nothing is left to do.
  var isComplete: Bool {
    switch self {
    case .none, .conversion(.converted), .conversion(.notNeeded): true
    case .conversion(.waiting): false
    case .incrementalVacuum(let report, _): report.outcome == .done
    }
  }
}

extension CheckpointReport {
  /// Whether nothing is left to do.
  var isComplete: Bool { outcome == .truncated || outcome == .notInWALMode }
}
