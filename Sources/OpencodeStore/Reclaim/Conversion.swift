public import RetentionPolicy

/// The one-time conversion of a database with `auto_vacuum=NONE`, which never gives a page back, into one
/// that does.
///
/// A plain `VACUUM` would hold the write lock for as long as it takes to rewrite everything. Here the rewriting
/// goes into a file aside, and only the result is copied back under the lock; without any lock until then
/// when nobody writes meanwhile, and otherwise with the lock for both. Never longer than `Limits.lockBound`
/// while others have the database open: then the copy is rolled back and it is tried another day.
public struct Conversion {
  /// How far it may go.
  public struct Limits: Hashable, Sendable {
    /// How long the write lock may be held while others have the database open. opencode gives up after 5 s.
    public var lockBound = Milliseconds(2_000)
    /// How often it is tried without a lock while compacting.
    public var optimisticAttempts = 3
    /// How often it is tried with the lock from the start, which another writer can still slip into.
    public var heldAttempts = 3
    /// How many pages are copied between two looks at the clock.
    public var pagesPerStep: Int32 = 1_024
    /// What a fast disk copies in a second: when even that were too slow, nothing is compacted in vain.
    public var fastestCopy = ByteCount.mebibytes(1_024)

    /// The limits that were measured to leave opencode unharmed.
    public init() {}
  }

  /// A point between two steps, for who wants to watch.
  public enum Moment: Hashable, Sendable {
    /// The compact copy is written, but its lock not yet taken.
    case compacted(ConversionOutcome.Form)
    /// The write lock is held, nobody wrote in between, and the copying back begins.
    case copying(ConversionOutcome.Form)
  }

  /// How much of the time it took to compact goes into the lock of the held form: the compacting again, and
  /// the copying back, which took up to one and a half times as long.
  private static let heldShare = 2.5
  private static let pauseBetweenAttempts = Milliseconds(50)

  private let path: String
  private let asideFolder: String
  private let checkpoint: GuardedCheckpoint
  private let limits: Limits
  private let freeSpace: FreeSpace
  private let pause: Pause
  private let observer: (Moment) throws -> Void

  /// Prepares a conversion; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - asideFolder: where the compact copy is written; made with mode 0700 when it is missing.
  ///   - observer: called between the steps; when it throws, nothing is changed.
  public init(
    path: String, asideFolder: String, checkpoint: GuardedCheckpoint, limits: Limits = Limits(),
    freeSpace: FreeSpace = .ofFileSystem, pause: Pause = .sleeping,
    observer: @escaping (Moment) throws -> Void = { _ in }
  ) {
    self.path = path
    self.asideFolder = asideFolder
    self.checkpoint = checkpoint
    self.limits = limits
    self.freeSpace = freeSpace
    self.pause = pause
    self.observer = observer
  }

  /// Converts, or says why not now. The compact copy is gone afterwards, also one that a crashed
  /// predecessor left.
  ///
  /// - Throws: `ReclaimError.insufficientSpace` and other `ReclaimError`s, `SQLiteError`; nothing was changed
  ///   then.
  public func run() throws -> ConversionOutcome {
    let usage = try Connection(path: path, mode: .readWrite).pageUsage()
    guard usage.autoVacuum == .none else { return .notNeeded }
    try Folder.makePrivate(asideFolder)
    try AsideFile.removeStale(in: asideFolder)
    // The log, and the pages that say where others belong, take a little on top.
    let needed = ByteCount(usage.liveBytes.bytes + usage.liveBytes.bytes / 64)
    try freeSpace.require([(needed, asideFolder), (needed, DatabaseFiles(path: path).folder)])

    var history = History(bytesThatWait: usage.freeBytes)
    let atBest = Milliseconds(usage.liveBytes.bytes * 1_000 / max(1, limits.fastestCopy.bytes))
    guard try mayLock(for: atBest) else { return try waiting(atBest, history) }
    if let outcome = try attempt(.optimistic, times: limits.optimisticAttempts, &history) { return outcome }

    let predicted = Milliseconds(Int64(Double(history.compacting.count) * Self.heldShare))
    guard try mayLock(for: predicted) else { return try waiting(predicted, history) }
    if let outcome = try attempt(.held, times: limits.heldAttempts, &history) { return outcome }
    return try waiting(predicted, history)
  }

  /// Removes the compact copies that crashed processes left in a folder. `run` does so too.
  ///
  /// - Returns: how many there were.
  /// - Throws: `ReclaimError`.
  @discardableResult
  public static func removeStale(in asideFolder: String) throws -> Int {
    try AsideFile.removeStale(in: asideFolder)
  }
}

// MARK: Steps

extension Conversion {
  /// What the attempts so far came to.
  private struct History {
    let bytesThatWait: ByteCount
    var attempts = 0
    var compacting = Milliseconds(0)
    var longestLock = Milliseconds(0)
  }

  /// Attempts in one form; nil when it makes sense to go on with another.
  private func attempt(
    _ form: ConversionOutcome.Form, times: Int, _ history: inout History
  ) throws -> ConversionOutcome? {
    for number in 0..<times {
      if number > 0 { pause(Self.pauseBetweenAttempts) }
      history.attempts += 1
      let attempt = ConversionAttempt(
        path: path, asideFolder: asideFolder, form: form, limits: limits, isAlone: isAlone,
        observer: observer)
      switch try attempt.run() {
      case .copied(let pages, let compacting, let lock):
        history.longestLock = max(history.longestLock, lock)
        try verify()
        return .converted(
          ConversionOutcome.Converted(
            form: form, attempts: history.attempts, pages: pages, compacting: compacting,
            longestLock: history.longestLock, checkpoint: try checkpoint.run()))
      case .overtaken(let compacting, let lock):
        history.compacting = compacting
        history.longestLock = max(history.longestLock, lock)
      case .tooSlow(let predicted, let lock):
        history.longestLock = max(history.longestLock, lock)
        return try waiting(predicted, history)
      case .busy: break
      }
    }
    return nil
  }

  /// A look with new eyes: the database has to say itself that it gives pages back.
  private func verify() throws {
    let usage = try Connection(path: path, mode: .readWrite).pageUsage()
    guard usage.autoVacuum == .incremental else {
      throw ReclaimError.unexpectedResult(path: path, expectation: "its auto_vacuum is not INCREMENTAL")
    }
  }

  private func mayLock(for duration: Milliseconds) throws -> Bool {
    try duration <= limits.lockBound || isAlone()
  }

  private func isAlone() throws -> Bool { try FileHolders(databasePath: path).isNobody }

  private func waiting(_ predictedLock: Milliseconds, _ history: History) throws -> ConversionOutcome {
    .waiting(
      ConversionOutcome.Waiting(
        bytesThatWait: history.bytesThatWait, predictedLock: predictedLock,
        longestLock: history.longestLock, holders: try FileHolders(databasePath: path)))
  }
}
