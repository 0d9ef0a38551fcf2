public import RetentionPolicy

/// What giving bytes back came to.
public struct ReclaimReport: Hashable, Sendable {
  /// What was done about free pages.
  public enum Work: Hashable, Sendable {
    /// There were none, too few to bother, or SQLite gives them back by itself.
    case none
    /// The database was to be converted, or to be compacted in the same way.
    case conversion(ConversionOutcome)
    /// Free pages were given back in slices; there were so many that the database was to be compacted instead, if that
    /// had to wait.
    case incrementalVacuum(IncrementalVacuum.Report, insteadOf: ConversionOutcome.Waiting?)
  }

  /// What was done about free pages.
  public let work: Work
  /// The checkpoint at the end, without which the file would not have become smaller.
  public let checkpoint: CheckpointReport
  /// The files before.
  public let footprintBefore: FileFootprint
  /// The files afterwards.
  public let footprintAfter: FileFootprint
  /// The pages before.
  public let usageBefore: PageUsage
  /// The pages afterwards.
  public let usageAfter: PageUsage
  /// Who has the database open, when something could not be done.
  public let holders: FileHolders?

  /// Whether nothing is left to do.
  public var isComplete: Bool { work.isComplete && checkpoint.isComplete }

  /// The bytes that others can use now.
  public var returned: ByteCount { footprintBefore.allocated - footprintAfter.allocated }
}

extension ReclaimReport {
  /// How long a conversion or compaction held the write lock, at the longest; nil when there was none.
  public var conversionLock: Milliseconds? {
    switch work {
    case .conversion(.converted(let converted)): converted.longestLock
    case .conversion(.waiting(let waiting)): waiting.longestLock
    case .incrementalVacuum(_, let waiting): waiting?.longestLock
    case .conversion(.notNeeded), .none: nil
    }
  }

  /// How long the write lock was held, at the longest, for everything else.
  public var reclaimLock: Milliseconds {
    guard case .incrementalVacuum(let vacuum, _) = work else { return checkpoint.longestLock }
    return max(vacuum.longestSlice, checkpoint.longestLock)
  }
}
