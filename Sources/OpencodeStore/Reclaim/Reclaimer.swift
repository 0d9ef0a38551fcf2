public import RetentionPolicy

/// Gives the bytes of free pages back to the disk, in the way that the database and those who use it permit.
public struct Reclaimer {
  /// How far it may go.
  public struct Limits: Hashable, Sendable {
    /// From how many free bytes on a database is converted.
    public var worthConverting = ByteCount.mebibytes(1)
    /// Those of a conversion.
    public var conversion = Conversion.Limits()
    /// Those of an incremental vacuum.
    public var vacuum = IncrementalVacuum.Limits()

    /// The limits that were measured to leave opencode unharmed.
    public init() {}

    /// Whether a database is to be converted: it gives no page back, and has enough of them.
    public func converts(_ usage: PageUsage) -> Bool {
      usage.autoVacuum == .none && usage.freePages.pages > 0 && usage.freeBytes >= worthConverting
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
    case .incremental where usage.freePages.pages > 0:
      let vacuum = try IncrementalVacuum(
        path: path, checkpoint: checkpoint, limits: limits.vacuum, pause: pause)
      return .incrementalVacuum(try vacuum.run())
    case .none, .incremental, .full:
      return .none
    }
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
    case .incrementalVacuum(let report): report.outcome == .done
    }
  }
}

extension CheckpointReport {
  /// Whether nothing is left to do.
  var isComplete: Bool { outcome == .truncated || outcome == .notInWALMode }
}
