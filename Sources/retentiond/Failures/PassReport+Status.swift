internal import RetentionEngine
internal import RetentionPolicy

extension PassReport {
  /// What the process ends with if this is its only database.
  ///
  /// A tree that changed while it was archived is a warning and no failure: the next pass goes on. Free pages that
  /// wait, and a log that cannot be emptied, are one as soon as the files are larger than `maxSizeMB` because of
  /// them: then the limit is not met, and would be if nobody used the database.
  var status: ExitStatus {
    if let failure { return Failure(failure).status }
    if outcome == .interrupted { return .tryLater }
    if warnings.contains(where: \.meansExcess) { return .tryLater }
    guard outcome == .incomplete, let limit = policy.maxSize, let footprint = footprintAfter else {
      return .success
    }
    let waits = footprint.databaseSize > limit && warnings.contains(where: \.meansWaitingBytes)
    let isPinned =
      footprint.size > limit && warnings.contains(where: \.meansPinnedLog)
    return waits || isPinned ? .tryLater : .success
  }

  /// What a failed pass left as it was.
  var unchanged: String {
    evicted.isEmpty
      ? "no session was removed"
      : "\(evicted.count.counted("tree")) had been archived, verified and evicted before, the others were left alone"
  }
}

extension Warning {
  fileprivate var meansWaitingBytes: Bool {
    switch self {
    case .conversionWaits, .conversionNeedsSpace, .freePagesLeft: true
    default: false
    }
  }

  fileprivate var meansPinnedLog: Bool {
    if case .logPinned = self { true } else { false }
  }

  fileprivate var meansExcess: Bool {
    if case .stillOver = self { true } else { false }
  }
}
