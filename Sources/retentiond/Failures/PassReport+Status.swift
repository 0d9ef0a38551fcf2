internal import RetentionEngine
internal import RetentionPolicy

extension PassReport {
  /// What the process ends with if this is its only database.
  ///
  /// A tree that changed while it was archived, or a reader that pins the log, is a warning and no failure:
  /// the next pass goes on. Free pages that wait are one as soon as the file is larger than `maxSizeMB` because
  /// of them: then the limit is not met, and would be if nobody used the database.
  var status: ExitStatus {
    if let failure { return Failure(failure).status }
    if outcome == .interrupted { return .tryLater }
    if warnings.contains(where: \.meansExcess) { return .tryLater }
    guard outcome == .incomplete, let limit = policy.maxSize, let size = footprintAfter?.databaseSize,
      size > limit, warnings.contains(where: \.meansWaitingBytes)
    else { return .success }
    return .tryLater
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

  fileprivate var meansExcess: Bool {
    if case .stillOver = self { true } else { false }
  }
}
