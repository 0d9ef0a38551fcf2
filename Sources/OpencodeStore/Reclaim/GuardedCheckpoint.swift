public import RetentionPolicy

/// Copies the write-ahead log back into the database and cuts the log's file, in a way that is safe with every
/// SQLite library and holds the write lock for next to no time.
///
/// Libraries before 3.51.3 can damage a database when the log starts afresh just as a checkpoint begins
/// (https://sqlite.org/wal.html, section 11). Each checkpoint therefore runs while a second connection sees to it
/// that nobody can start the log afresh:
/// 1. the bulk is copied while that connection holds a read mark (`LogPin`): others may go on writing;
/// 2. the few frames written meanwhile are copied while it holds the write lock;
/// 3. one more page is written, which makes SQLite start the log afresh, and cut the file to
///    `journal_size_limit` (https://sqlite.org/pragma.html#pragma_journal_size_limit).
///
/// `SQLITE_CHECKPOINT_TRUNCATE` would do 2 and 3, but falls back to an unguarded checkpoint when the lock is
/// not to be had; it is used only with a library that needs no guard.
///
/// Step 1 and 3 are commits: `PRAGMA data_version` of other connections changes, though no row does.
public final class GuardedCheckpoint {
  private let path: String
  private let guardian: Connection
  private let copier: Connection
  private let needsGuard: Bool
  private let pause: Pause
  /// A log with two frames: that of the touch, and one that another connection may have added since.
  /// https://sqlite.org/fileformat2.html#walformat
  private let nextToNothing: ByteCount
  /// Below this, a log that could not be cut is left alone: asking again at once would be in vain.
  private var patience = ByteCount.zero

  /// How often a checkpoint is tried before it is reported as not done, and the time between.
  private static let attempts = 5
  private static let pauseBetweenAttempts = Milliseconds(20)
  /// How long a lock is waited for. Waiting costs others nothing but with `TRUNCATE`, which then holds the
  /// write lock while it waits for readers.
  static let lockWait = Milliseconds(250)
  /// From this size on the bulk is copied apart. Smaller ones are copied faster than a page is touched.
  private static let bulk = ByteCount(1 << 20)

  /// Opens the two connections; nothing else happens yet.
  ///
  /// - Throws: `SQLiteError`.
  public convenience init(path: String, pause: Pause = .sleeping) throws {
    try self.init(path: path, version: .running, pause: pause)
  }

  /// The same, for a library of another version than the one that is running, and for who waits for a lock
  /// for another time.
  init(
    path: String, version: LibraryVersion, lockWait: Milliseconds = GuardedCheckpoint.lockWait, pause: Pause
  ) throws {
    self.path = path
    self.pause = pause
    needsGuard = version.needsGuard
    guardian = try Connection(path: path, mode: .readWrite, busyTimeout: lockWait)
    copier = try Connection(path: path, mode: .readWrite, busyTimeout: lockWait)
    for connection in [guardian, copier] {
      // In WAL mode this loses nothing but the last commits at a power failure, and the commits here say
      // nothing. A checkpoint syncs with NORMAL too. https://sqlite.org/pragma.html#pragma_synchronous
      if try connection.isWAL() { try connection.execute("PRAGMA synchronous=NORMAL") }
    }
    try guardian.execute("PRAGMA journal_size_limit=0")
    nextToNothing = ByteCount(32 + 2 * (24 + (try guardian.integer("PRAGMA page_size"))))
  }

  /// Copies back everything and cuts the log's file; tries a few times when others are in the way.
  ///
  /// - Throws: `SQLiteError`; `ReclaimError` when the files cannot be looked up.
  public func run() throws -> CheckpointReport {
    try run(attempts: Self.attempts)
  }

  /// Does so, once and without waiting, when the log's file is larger than `limit`; nil when it is not. Cheap
  /// enough to be asked after every slice of work.
  ///
  /// - Throws: `SQLiteError`; `ReclaimError` when the files cannot be looked up.
  public func runIfLarger(than limit: ByteCount) throws -> CheckpointReport? {
    guard try logSize() > max(limit, patience) else { return nil }
    let report = try run(attempts: 1)
    patience = report.outcome == .truncated ? .zero : report.logSize + report.logSize
    return report
  }

  private func run(attempts: Int) throws -> CheckpointReport {
    guard try guardian.isWAL() else {
      return CheckpointReport(
        outcome: .notInWALMode, frames: 0, checkpointed: 0, logSize: .zero, longestLock: Milliseconds(0))
    }
    var attempt = Attempt()
    for number in 1...attempts {
      if number > 1 { pause(Self.pauseBetweenAttempts) }
      if try needsGuard ? tryGuarded(&attempt) : tryTruncate(&attempt) {
        return try report(.truncated, attempt)
      }
    }
    let readers = try LogReader.all(databasePath: path)
    return try report(readers.isEmpty ? .busy : .pinnedByReader(readers), attempt)
  }

  private func report(_ outcome: CheckpointReport.Outcome, _ attempt: Attempt) throws -> CheckpointReport {
    CheckpointReport(
      outcome: outcome, frames: attempt.counts.frames, checkpointed: attempt.counts.checkpointed,
      logSize: try logSize(), longestLock: attempt.longestLock)
  }
}

// MARK: The two ways

extension GuardedCheckpoint {
  /// What is known after so many attempts.
  private struct Attempt {
    var counts = CheckpointCounts(wasBusy: true, frames: 0, checkpointed: 0)
    var longestLock = Milliseconds(0)
  }

  /// The three steps; true when the log's file has been cut.
  private func tryGuarded(_ attempt: inout Attempt) throws -> Bool {
    do {
      if try logSize() > Self.bulk { try copyBesideWriters() }
      attempt.counts = try locked(&attempt) { try copier.checkpoint(.passive) }
      guard attempt.counts.isComplete else { return false }
      return try startAfresh(&attempt)
    } catch let error as SQLiteError where .busy ~= error.code {
      return false
    }
  }

  /// Copies what the log holds at this moment, while others may go on writing.
  private func copyBesideWriters() throws {
    let pin = try LogPin(connection: guardian)
    defer { pin.release() }
    _ = try copier.checkpoint(.passive)
  }

  /// Makes SQLite write from the log's beginning; false when somebody wrote or reads, so that it did not.
  private func startAfresh(_ attempt: inout Attempt) throws -> Bool {
    let before = try logSize()
    guard before > nextToNothing else { return true }
    try locked(&attempt) { try guardian.touch() }
    let after = try logSize()
    return after <= nextToNothing || after < before
  }

  private func locked<Result>(_ attempt: inout Attempt, _ body: () throws -> Result) throws -> Result {
    var watch = Stopwatch()
    defer { attempt.longestLock = max(attempt.longestLock, watch.elapsed) }
    return try guardian.transaction(.immediate) {
      watch = Stopwatch()
      return try body()
    }
  }

  /// SQLite's own way; first without the lock, so that little is left to do under it.
  private func tryTruncate(_ attempt: inout Attempt) throws -> Bool {
    _ = try copier.checkpoint(.passive)
    let watch = Stopwatch()
    attempt.counts = try copier.checkpoint(.truncate)
    attempt.longestLock = max(attempt.longestLock, watch.elapsed)
    return attempt.counts.isComplete
  }

  private func logSize() throws -> ByteCount { try FileFootprint(databasePath: path).logSize }
}
