internal import OpencodeStore
internal import RetentionPolicy

/// The end of a pass, and of every batch: gives bytes back to the disk, and remembers what a conversion taught.
struct ReclaimStep {
  let path: String
  let settings: PassSettings
  let freeSpace: FreeSpace
  let pause: Pause
  let progress: (any ProgressObserver)?
  /// Those of a pass, or none when it was asked for.
  var conversion = Conversion.Limits()

  /// Gives back what can be given back now.
  ///
  /// - Throws: `SQLiteError`, `ReclaimError`, `PassError`; no row is lost or changed in any case.
  func run(_ report: inout PassReport) throws {
    progress?.progress(.reclaim, done: .zero, of: .zero)
    let watch = Stopwatch()
    defer { report.durations.reclaim = report.durations.reclaim + watch.elapsed }
    Allocator.giveBack()
    let state = ConversionState(folder: settings.stateFolder)
    var limits = Reclaimer.Limits()
    limits.conversion = conversion
    if conversion.isRequested { limits.vacuum.timeBound = Milliseconds(.max) }
    limits.vacuum.logSize = min(limits.vacuum.logSize, try logBound)
    let result = try Reclaimer(
      path: path, asideFolders: Self.copyFolders(settings), limits: limits,
      experience: report.recall { try state.experience(path) } ?? ConversionExperience(), now: settings.now,
      freeSpace: freeSpace, pause: pause
    ).run()
    report.reclaim = result
    report.durations.longestReclaimLock = max(report.durations.longestReclaimLock, result.reclaimLock)
    report.durations.longestConversionLock = max(
      report.durations.longestConversionLock, result.conversionLock ?? Milliseconds(0))
    report.usageAfter = result.usageAfter
    switch result.work {
    case .conversion(.waiting(let waiting)), .incrementalVacuum(_, .some(let waiting)):
      report.leave { try state.record(waiting.experience, for: path) }
    case .conversion(.converted): report.leave { try state.record(nil, for: path) }
    case .conversion(.notNeeded), .incrementalVacuum(_, nil), .none: break
    }
  }

  /// Where a conversion may write its copy: in the state folder, or beside the archive, which may lie on
  /// another disk and is as private.
  static func copyFolders(_ settings: PassSettings) -> [String] {
    [settings.stateFolder, settings.archive.path]
  }

  private var logBound: ByteCount {
    get throws {
      let place = try freeSpace.place(of: DatabaseFile(path: path).folder)
      return Room(archive: place, database: place, copies: [place]).logBound
    }
  }
}
