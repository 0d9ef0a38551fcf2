internal import OpencodeStore
internal import RetentionPolicy

extension ReclaimReport {
  /// What of it the user should know.
  var warnings: [Warning] {
    var warnings: [Warning] = []
    switch work {
    case .conversion(.waiting(let waiting)):
      switch waiting.hindrance {
      case .lock, .writers:
        warnings.append(
          .conversionWaits(
            bytes: waiting.bytesThatWait, predictedLock: waiting.predictedLock, holders: waiting.holders))
      case .space(let folder, let missing):
        warnings.append(
          .conversionNeedsSpace(bytes: waiting.bytesThatWait, folder: folder, missing: missing))
      }
    case .incrementalVacuum(let report, _) where report.outcome != .done:
      warnings.append(.freePagesLeft(bytes: usageAfter.freeBytes))
    case .none, .conversion, .incrementalVacuum: break
    }
    switch checkpoint.outcome {
    case .truncated, .notInWALMode: break
    case .pinnedByReader(let readers):
      warnings.append(.logPinned(bytes: checkpoint.logSize, readers: readers, holders: holders))
    case .busy:
      warnings.append(.logPinned(bytes: checkpoint.logSize, readers: [], holders: holders))
    }
    return warnings
  }
}
