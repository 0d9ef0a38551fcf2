public import RetentionPolicy

/// Copies the write-ahead log back into the database and cuts both files, in a way that is safe with every
/// SQLite library and never holds the write lock for long.
///
/// Libraries before 3.51.3 can damage a database when the log starts afresh just as a checkpoint begins
/// (https://sqlite.org/wal.html, section 11). Each checkpoint therefore runs while a second connection, the
/// guardian, sees to it that nobody can start the log afresh:
/// 1. the bulk is copied while the guardian holds a read mark (`LogPin`): others may go on writing;
/// 2. the few frames written meanwhile are copied while it holds the write lock, and SQLite cuts the database
///    file to its last page;
/// 3. one more page is written, which makes SQLite start the log afresh, and cut its file to
///    `journal_size_limit` (https://sqlite.org/pragma.html#pragma_journal_size_limit).
///
/// There are file systems on which cutting a file takes more than a second a gigabyte, and SQLite does it under
/// its locks: steps 2 and 3 are therefore repeated, and cut a little each time.
/// `SQLITE_CHECKPOINT_TRUNCATE` would cut all at once, and falls back to an unguarded checkpoint when the write
/// lock is not to be had; it is not used, with no library.
///
/// opencode runs a checkpoint of its own after each commit, once the log has 1,000 frames, and waits for the disk
/// meanwhile: what retentiond adds to the log would be waited for there. Between two calls of `runIfLarger` a third
/// connection, the shield, therefore holds a read mark too: other checkpoints stop at it and find nothing to do.
///
/// Steps 1 and 3 are commits: `PRAGMA data_version` of other connections changes, though no row does.
public final class GuardedCheckpoint {
  private let path: String
  private let guardian: Connection
  /// Runs the checkpoints; a test commits while one begins.
  let copier: Connection
  private let shield: Connection
  private var shieldPin: LogPin?
  private let pause: Pause
  /// The longest that the write lock was held so far.
  public private(set) var longestLock = Milliseconds(0)
  /// A log with two frames: that of step 3, and one that another connection may have added since.
  /// https://sqlite.org/fileformat2.html#walformat
  private let nextToNothing: ByteCount
  private let pageSize: ByteCount
  /// Below this, a log that could not be cut is left alone: asking again at once would be in vain.
  private var patience = ByteCount.zero

  /// How often in a row it may come to nothing, and the time between two attempts and two cuts.
  private static let attempts = 15
  private static let attemptsBetweenWork = 3
  private static let interval = LockPacer.gapForWriters
  /// How long readers and others' checkpoints are waited for while the write lock is held.
  private static let momentUnderLock = Milliseconds(20)
  /// How long the write lock is waited for, each time.
  public static let defaultLockWait = Milliseconds(250)
  /// From this size on the bulk is copied apart, and more than that never under the write lock; a smaller log takes
  /// no time.
  private static let bulk = ByteCount.mebibytes(1)
  /// How much is cut at once: 22 ms where it is slow, and no time elsewhere.
  private static let cut = ByteCount.mebibytes(16)

  /// Opens the connections; nothing else happens yet.
  ///
  /// - Parameter lockWait: how long the write lock is waited for, each time; waiting costs others nothing.
  /// - Throws: `SQLiteError`.
  public init(
    path: String, lockWait: Milliseconds = GuardedCheckpoint.defaultLockWait, pause: Pause = .sleeping
  ) throws {
    self.path = path
    self.pause = pause
    guardian = try Connection(path: path, mode: .readWrite, busyTimeout: lockWait)
    copier = try Connection(path: path, mode: .readWrite, busyTimeout: lockWait)
    shield = try Connection(path: path, mode: .readWrite, busyTimeout: lockWait)
    for connection in [guardian, copier, shield] where try connection.isWAL() {
      // Nothing of these commits would be missed after a power failure, and checkpoints sync all the same.
      // https://sqlite.org/pragma.html#pragma_synchronous
      try connection.execute("PRAGMA synchronous=NORMAL")
    }
    pageSize = ByteCount(try guardian.integer("PRAGMA page_size"))
    nextToNothing = ByteCount(32 + 2 * (24 + pageSize.bytes))
  }

  /// Copies back everything and cuts the files; tries a few times when others are in the way. The shield is gone
  /// afterwards.
  ///
  /// - Throws: `SQLiteError`; `ReclaimError` when the files cannot be looked up.
  public func run() throws -> CheckpointReport {
    defer { lowerShield() }
    return try run(attempts: Self.attempts)
  }

  /// Does so, giving up soon, when the log's file is larger than `limit`; nil when it is
  /// not. Cheap enough to be asked after every slice of work. In either case the shield is up afterwards.
  ///
  /// - Throws: `SQLiteError`; `ReclaimError` when the files cannot be looked up.
  public func runIfLarger(than limit: ByteCount) throws -> CheckpointReport? {
    guard try footprint().logSize > max(limit, patience) else {
      try raiseShield()
      return nil
    }
    let report = try run(attempts: Self.attemptsBetweenWork)
    patience = report.outcome == .truncated ? .zero : report.logSize + report.logSize
    try raiseShield()
    return report
  }

  private func run(attempts: Int) throws -> CheckpointReport {
    guard try guardian.isWAL() else {
      return CheckpointReport(
        outcome: .notInWALMode, frames: 0, checkpointed: 0, logSize: .zero, longestLock: Milliseconds(0))
    }
    var history = History()
    var failures = 0
    while failures < attempts {
      switch try round(&history) {
      case .finished: return try report(.truncated, history)
      case .cut: failures = 0
      case .hindered: failures += 1
      }
      if failures < attempts { pause(Self.interval) }
    }
    let readers = try LogReader.all(databasePath: path)
    return try report(readers.isEmpty ? .busy : .pinnedByReader(readers), history)
  }

  private func report(_ outcome: CheckpointReport.Outcome, _ history: History) throws -> CheckpointReport {
    CheckpointReport(
      outcome: outcome, frames: history.counts.frames, checkpointed: history.counts.checkpointed,
      logSize: try footprint().logSize, longestLock: history.longestLock)
  }
}

// MARK: The steps

extension GuardedCheckpoint {
  /// What is known so far.
  private struct History {
    var counts = CheckpointCounts(wasBusy: true, frames: 0, checkpointed: 0)
    var longestLock = Milliseconds(0)
  }

  /// How a round of the three steps ended.
  private enum Round {
    /// All is copied and cut.
    case finished
    /// All is copied, and a part is cut.
    case cut
    /// Somebody wrote, read or ran a checkpoint.
    case hindered
  }

  private func round(_ history: inout History) throws -> Round {
    do {
      let before = try footprint()
      if before.logSize > Self.bulk {
        let counts = try copyBesideWriters()
        let left = PageCount(Int64(counts.frames - counts.checkpointed)).bytes(pageSize: pageSize)
        guard !counts.wasBusy, left <= Self.bulk else {
          if counts.frames > history.counts.frames { history.counts = counts }
          return .hindered
        }
      }
      let isLastCut = try limitCut(of: before)
      let counts = try locked(&history) {
        lowerShield()
        return try copyRest()
      }
      // Worth telling is what is in the way, or else the largest log: after it come single frames.
      if !counts.isComplete || counts.frames > history.counts.frames { history.counts = counts }
      guard counts.isComplete else { return .hindered }
      if isLastCut, before.logSize <= nextToNothing { return .finished }
      try locked(&history) { try guardian.touch() }
      let after = try footprint()
      if isLastCut, after.logSize <= nextToNothing || after.logSize < before.logSize { return .finished }
      return after.size < before.size ? .cut : .hindered
    } catch let error as SQLiteError where .busy ~= error.code {
      return .hindered
    }
  }

  /// Copies what the log holds at this moment and has it written out, while others may go on writing. The shield
  /// is down only when the guardian's mark stands and the copying begins at once.
  ///
  /// - Returns: what there was to copy, and what of it readers or another checkpoint kept from being copied.
  private func copyBesideWriters() throws -> CheckpointCounts {
    let pin = try LogPin(connection: guardian)
    defer { pin.release() }
    lowerShield()
    let counts = try copier.passiveCheckpoint(isLong: true)
    try copier.syncDatabaseFile()
    try raiseShield()
    return counts
  }

  /// Keeps others' checkpoints from what the log holds beyond this moment. When the write lock is not to be had,
  /// they go on as without it.
  private func raiseShield() throws {
    guard shieldPin == nil, try guardian.isWAL() else { return }
    do {
      shieldPin = try LogPin(connection: shield)
    } catch let error as SQLiteError where .busy ~= error.code {}
  }

  private func lowerShield() {
    shieldPin?.release()
    shieldPin = nil
  }

  /// Copies what the log holds, under the write lock. Others run checkpoints of their own, after each commit once
  /// the log has 1,000 frames, and only one can run at a time: with the lock held no commit begins another, so that
  /// those under way, and readers, need only a moment.
  private func copyRest() throws -> CheckpointCounts {
    let watch = Stopwatch()
    while true {
      let counts = try copier.passiveCheckpoint()
      if counts.isComplete || watch.elapsed >= Self.momentUnderLock { return counts }
      pause(Milliseconds(1))
    }
  }

  /// Limits how much of the files the next two steps cut; true when that is all there is to cut.
  private func limitCut(of footprint: FileFootprint) throws -> Bool {
    let needed = PageCount(try guardian.integer("PRAGMA page_count")).bytes(pageSize: pageSize)
    let database = footprint.databaseSize - Self.cut
    let log = footprint.logSize - Self.cut
    try copier.setChunkSize(database > needed ? database : .zero)
    try guardian.execute("PRAGMA journal_size_limit=\(log.bytes)")
    return database <= needed && log == .zero
  }

  /// Does something under the write lock.
  private func locked<Result>(_ history: inout History, _ body: () throws -> Result) throws -> Result {
    var watch = Stopwatch()
    let result = try guardian.transaction(.immediate) {
      watch = Stopwatch()
      return try body()
    }
    history.longestLock = max(history.longestLock, watch.elapsed)
    longestLock = max(longestLock, watch.elapsed)
    return result
  }

  private func footprint() throws -> FileFootprint { try FileFootprint(databasePath: path) }
}
