internal import RetentionPolicy

/// One attempt to compact a database aside and to copy the result back over it.
///
/// What is copied back was read before the copy's lock was taken. Nothing may be committed between the two:
/// `PRAGMA data_version` tells, asked on the very connection that holds the lock, so that there is no moment
/// in between. When somebody did commit, or the lock lasts too long, the copy is not completed, which rolls
/// it back. The copying itself is what `VACUUM` does in its last step
/// (https://sqlite.org/lang_vacuum.html#how_vacuum_works).
struct ConversionAttempt {
  /// How an attempt ended; but for `copied`, nothing was changed.
  enum Result {
    /// The database is the compacted one.
    case copied(pages: PageCount, compacting: Milliseconds, lock: Milliseconds)
    /// Somebody committed in between.
    case overtaken(compacting: Milliseconds, lock: Milliseconds)
    /// The lock lasted too long, or would have: so long in all.
    case tooSlow(predictedLock: Milliseconds, lock: Milliseconds)
    /// The write lock was not to be had.
    case busy
  }

  let path: String
  let asideFolder: String
  let form: ConversionOutcome.Form
  let limits: Conversion.Limits
  let isAlone: () throws -> Bool
  let observer: (Conversion.Moment) throws -> Void

  private static let lockWait = Milliseconds(1_000)

  /// Runs the attempt.
  ///
  /// - Throws: `SQLiteError`, `ReclaimError`, or what the observer throws; nothing was changed then.
  func run() throws -> Result {
    do {
      return try runUnlessBusy()
    } catch let error as SQLiteError where .busy ~= error.code {
      return .busy
    }
  }

  private func runUnlessBusy() throws -> Result {
    let aside = try AsideFile(in: asideFolder)
    let destination = try open(path, .readWrite)
    // In WAL mode the commit then needs no sync; the checkpoint does it. https://sqlite.org/pragma.html#pragma_synchronous
    if try destination.isWAL() { try destination.execute("PRAGMA synchronous=NORMAL") }

    let lockHolder = form == .held ? try open(path, .readWrite) : nil
    try lockHolder?.execute("BEGIN IMMEDIATE")
    var budget = LockBudget(bound: limits.lockBound, isAlone: isAlone)
    // Reading anything makes the connection take notice of all that was committed so far.
    _ = try destination.dataVersion()
    let version = try destination.dataVersionOfLastTransaction()

    let watch = Stopwatch()
    guard try compact(into: aside, stoppingWhen: { try lockHolder != nil && budget.isSpent() }) else {
      return .tooSlow(predictedLock: Milliseconds(budget.elapsed.count * 2), lock: budget.elapsed)
    }
    let compacting = watch.elapsed
    let compacted = try open(aside.path, .readOnly)
    let pages = try check(compacted, against: destination)
    try observer(.compacted(form))

    let backup = try Backup(from: compacted, into: destination)
    defer { backup.finish() }
    try lockHolder?.execute("ROLLBACK")
    _ = try backup.step(pages: 0)
    if lockHolder == nil { budget = LockBudget(bound: limits.lockBound, isAlone: isAlone) }
    guard try destination.dataVersionOfLastTransaction() == version else {
      return .overtaken(compacting: compacting, lock: budget.elapsed)
    }
    try observer(.copying(form))
    if let predicted = try copy(backup, within: &budget) {
      return .tooSlow(predictedLock: predicted, lock: budget.elapsed)
    }
    return .copied(pages: pages, compacting: compacting, lock: budget.elapsed)
  }

  /// Opens one of the two with a small cache: every page is read or written once, and what `VACUUM` makes has a cache
  /// of the same size.
  private func open(_ path: String, _ mode: Connection.Mode) throws -> Connection {
    let connection = try Connection(path: path, mode: mode, busyTimeout: Self.lockWait)
    try connection.execute("PRAGMA cache_size=-1000")
    return connection
  }

  /// Writes the compact form of the database, which reads it as one snapshot; false when it was stopped.
  private func compact(into aside: AsideFile, stoppingWhen shouldStop: () throws -> Bool) throws -> Bool {
    let source = try open(path, .readOnly)
    // The copy is gone after a crash anyway.
    try source.execute("PRAGMA synchronous=OFF")
    // Without effect on a database that never gives pages back, but honoured by what VACUUM makes of it. One that does
    // hands its mode on; there the statement would write, which this connection may not.
    // https://sqlite.org/pragma.html#pragma_auto_vacuum
    if try source.pageUsage().autoVacuum == .none { try source.execute("PRAGMA auto_vacuum=INCREMENTAL") }
    return try source.execute("VACUUM INTO \(aside.path.quotedLiteral)", stoppingWhen: shouldStop)
  }

  /// Makes sure that the compact form is what was asked for, and returns its pages. In WAL mode a backup
  /// cannot change the page size (https://sqlite.org/c3ref/backup_finish.html).
  private func check(_ compacted: Connection, against destination: Connection) throws -> PageCount {
    let usage = try compacted.pageUsage()
    let pageSize = ByteCount(try destination.integer("PRAGMA page_size"))
    guard usage.autoVacuum == .incremental, usage.pageSize == pageSize else {
      throw ReclaimError.unexpectedResult(
        path: path, expectation: "the copy is not of the page size or kind asked for")
    }
    return usage.pages
  }

  /// Copies page by page; not to the end when the time is over, or will be as it looks: then the answer is
  /// how long all would take.
  private func copy(_ backup: Backup, within budget: inout LockBudget) throws -> Milliseconds? {
    let before = budget.elapsed.count
    try DamageLog.current?.requireNone(in: path)
    while try !backup.step(pages: limits.pagesPerStep) {
      let (elapsed, progress) = (budget.elapsed.count, backup.progress)
      let copying = Double(elapsed - before) / max(progress, 0.001)
      let predicted = Milliseconds(before + Int64(copying))
      // An eighth of the bound is enough to tell how fast it goes, give or take a fifth.
      let least = Milliseconds(predicted.count - predicted.count / 5)
      let isHopeless = least > limits.lockBound && elapsed - before > limits.lockBound.count / 8
      if try budget.isSpent() || (isHopeless && !isAlone()) { return predicted }
    }
    return nil
  }
}
