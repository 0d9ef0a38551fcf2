public import RetentionPolicy

/// The one-time conversion of a database with `auto_vacuum=NONE`, which never gives a page back, into one
/// that does; and the compacting, in the same way, of one that does but has a very long freelist.
///
/// A plain `VACUUM` would hold the write lock for as long as it takes to rewrite everything. Here the rewriting
/// goes into a file aside, and only the result is copied back under the lock; without any lock until then
/// when nobody writes meanwhile, and otherwise with the lock for both. Never longer than `Limits.lockBound`
/// while others have the database open: then the copy is rolled back and it is tried another day.
public struct Conversion {
  /// How far it may go.
  public struct Limits: Hashable, Sendable {
    /// How long the write lock may be held while others have the database open. Whoever waits for it looks every
    /// 100 ms, and others may be first: that makes 2 s at most. opencode gives up after 5 s.
    public var lockBound = Milliseconds(1_800)
    /// How often it is tried without a lock while compacting.
    public var optimisticAttempts = 3
    /// How often it is tried with the lock from the start, which another writer can still slip into.
    public var heldAttempts = 3
    /// How many pages are copied between two looks at the clock.
    public var pagesPerStep: Int32 = 1_024
    /// What a fast disk copies in a second: when even that were too slow, nothing is compacted in vain.
    public var fastestCopy = ByteCount.mebibytes(1_024)

    /// Whether somebody asked for it just now: then it is tried although it came to nothing lately.
    public var isRequested = false

    /// The limits that were measured to leave opencode unharmed.
    public init() {}

    /// No limit: for who was told how long the lock will last, and asked for it.
    public static var onRequest: Limits {
      var limits = Limits()
      limits.lockBound = Milliseconds(.max)
      limits.isRequested = true
      return limits
    }
  }

  /// A point between two steps, for who wants to watch.
  public enum Moment: Hashable, Sendable {
    /// The compact copy is written, but its lock not yet taken.
    case compacted(ConversionOutcome.Form)
    /// The write lock is held, nobody wrote in between, and the copying back begins.
    case copying(ConversionOutcome.Form)
  }

  /// Whoever waited for the lock looks every 100 ms: all get in before the next attempt, or the checkpoint, takes
  /// it again.
  private static let gap = Milliseconds(150)

  private let path: String
  private let asideFolder: String
  private let checkpoint: GuardedCheckpoint
  private let limits: Limits
  private let experience: ConversionExperience
  private let now: Timestamp
  private let freeSpace: FreeSpace
  private let pause: Pause
  private let observer: (Moment) throws -> Void

  /// Prepares a conversion; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - asideFolder: where the compact copy is written; made with mode 0700 when it is missing.
  ///   - experience: what earlier attempts with this database taught.
  ///   - now: the present moment, by which it is remembered when an attempt was made.
  ///   - observer: called between the steps; when it throws, nothing is changed.
  public init(
    path: String, asideFolder: String, checkpoint: GuardedCheckpoint, limits: Limits = Limits(),
    experience: ConversionExperience = ConversionExperience(), now: Timestamp,
    freeSpace: FreeSpace = .ofFileSystem, pause: Pause = .sleeping,
    observer: @escaping (Moment) throws -> Void = { _ in }
  ) {
    self.path = path
    self.asideFolder = asideFolder
    self.checkpoint = checkpoint
    self.limits = limits
    self.experience = experience
    self.now = now
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
    let isNeeded = usage.autoVacuum == .none || usage.autoVacuum == .incremental && usage.freePages.pages > 0
    guard isNeeded else { return .notNeeded }
    try Folder.makePrivate(asideFolder)
    try AsideFile.removeStale(in: asideFolder)
    let needed = Self.need(of: usage)
    try freeSpace.require([(needed, asideFolder), (needed, DatabaseFiles(path: path).folder)])

    var history = History(usage: usage, experience: experience.valid(at: now))
    let foreseen = history.experience.copyingLock(of: usage.liveBytes) ?? fastest(usage.liveBytes)
    guard try mayLock(for: foreseen) else { return try waiting(.lock, foreseen, history) }
    guard try limits.isRequested || history.experience.isDue(at: now) || isAlone() else {
      return try waiting(.writers, foreseen, history)
    }
    if let outcome = try attempt(.optimistic, times: limits.optimisticAttempts, &history) { return outcome }

    let predicted = history.experience.heldLock(of: usage.liveBytes) ?? foreseen
    guard try mayLock(for: predicted) else { return try waiting(.lock, predicted, history) }
    if let outcome = try attempt(.held, times: limits.heldAttempts, &history) { return outcome }
    return try waiting(.writers, predicted, history)
  }

  /// What the compact copy takes, and the log again: the live pages, the frames' headers, and the pages that
  /// say where others belong.
  static func need(of usage: PageUsage) -> ByteCount {
    usage.liveBytes + ByteCount(usage.liveBytes.bytes / 64)
  }

  private func fastest(_ live: ByteCount) -> Milliseconds {
    Milliseconds(live.bytes * 1_000 / max(1, limits.fastestCopy.bytes))
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
    let usage: PageUsage
    var experience: ConversionExperience
    var attempts = 0
    var shortestCompacting: Milliseconds?
    var longestLock = Milliseconds(0)
  }

  /// Attempts in one form; nil when it makes sense to go on with another.
  private func attempt(
    _ form: ConversionOutcome.Form, times: Int, _ history: inout History
  ) throws -> ConversionOutcome? {
    for number in 0..<times {
      if number > 0 { pause(Self.gap) }
      if try history.attempts > 0 && wasConverted(history) { return .notNeeded }
      history.attempts += 1
      let attempt = ConversionAttempt(
        path: path, asideFolder: asideFolder, form: form, limits: limits, isAlone: isAlone,
        observer: observer)
      let result: ConversionAttempt.Result
      do {
        result = try attempt.run()
      } catch let error as SQLiteError {
        if try wasConverted(history) { return .notNeeded }
        throw error
      }
      switch result {
      case .copied(let pages, let compacting, let lock):
        history.longestLock = max(history.longestLock, lock)
        if try !isAlone() { pause(Self.gap) }
        try verify()
        return .converted(
          ConversionOutcome.Converted(
            form: form, attempts: history.attempts, pages: pages, compacting: compacting,
            longestLock: history.longestLock, checkpoint: try checkpoint.run()))
      case .overtaken(let compacting, let lock):
        // Others work beside it, but hardly while the lock is held: the shortest says most.
        let shortest = history.shortestCompacting.map { min($0, compacting) } ?? compacting
        history.shortestCompacting = shortest
        history.experience.noteCompacting(history.usage.liveBytes, in: shortest)
        history.longestLock = max(history.longestLock, lock)
      case .tooSlow(let predicted, let lock):
        history.longestLock = max(history.longestLock, lock)
        // Of the held form it is the compacting, too, that took too long.
        if form == .optimistic { history.experience.noteCopying(history.usage.liveBytes, in: predicted) }
        return try waiting(.lock, predicted, history)
      case .busy: break
      }
    }
    return nil
  }

  /// Whether another retentiond, with another archive, was first.
  private func wasConverted(_ history: History) throws -> Bool {
    try Connection(path: path, mode: .readWrite).pageUsage().autoVacuum != history.usage.autoVacuum
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

  private func waiting(
    _ hindrance: ConversionOutcome.Hindrance, _ predictedLock: Milliseconds, _ history: History
  ) throws -> ConversionOutcome {
    var experience = history.experience
    if history.attempts > 0 { experience.noteFailure(at: now) }
    return .waiting(
      ConversionOutcome.Waiting(
        bytesThatWait: history.usage.freeBytes, hindrance: hindrance, predictedLock: predictedLock,
        longestLock: history.longestLock, holders: try FileHolders(databasePath: path),
        experience: experience))
  }
}
