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
  }

  private let path: String
  private let asideFolder: String
  private let limits: Limits
  private let freeSpace: FreeSpace
  private let pause: Pause

  /// Prepares to work on the database at `path`; `asideFolder` is where a conversion writes its copy.
  public init(
    path: String, asideFolder: String, limits: Limits = Limits(), freeSpace: FreeSpace = .ofFileSystem,
    pause: Pause = .sleeping
  ) {
    self.path = path
    self.asideFolder = asideFolder
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
    case .none where usage.freePages.pages > 0 && usage.freeBytes >= limits.worthConverting:
      // The log of what made the pages free goes first: the copy needs its room.
      _ = try checkpoint.runIfLarger(than: limits.vacuum.logSize)
      let conversion = Conversion(
        path: path, asideFolder: asideFolder, checkpoint: checkpoint, limits: limits.conversion,
        freeSpace: freeSpace, pause: pause)
      return .conversion(try conversion.run())
    case .incremental where usage.freePages.pages > 0:
      let vacuum = try IncrementalVacuum(
        path: path, checkpoint: checkpoint, limits: limits.vacuum, pause: pause)
      return .incrementalVacuum(try vacuum.run())
    case .none, .incremental, .full:
      return .none
    }
  }
}

extension ReclaimReport.Work {
  /// The checkpoint that was part of the work.
  fileprivate var checkpoint: CheckpointReport? {
    if case .conversion(.converted(let converted)) = self { converted.checkpoint } else { nil }
  }

  /// Whether nothing is left to do.
  fileprivate var isComplete: Bool {
    switch self {
    case .none, .conversion(.converted), .conversion(.notNeeded): true
    case .conversion(.waiting): false
    case .incrementalVacuum(let report): report.outcome == .done
    }
  }
}

extension CheckpointReport {
  /// Whether nothing is left to do.
  fileprivate var isComplete: Bool { outcome == .truncated || outcome == .notInWALMode }
}
