public import RetentionPolicy

/// Gives the free pages of a database with `auto_vacuum=INCREMENTAL` back, a slice at a time.
///
/// `PRAGMA incremental_vacuum` frees one page a step (https://sqlite.org/pragma.html#pragma_incremental_vacuum):
/// it is stepped until the slice's time is over, committed, and writers get a pause to write in.
public struct IncrementalVacuum {
  /// How the work is cut.
  public struct Limits: Hashable, Sendable {
    /// How long a slice lasts, its commit included.
    public var slice = Milliseconds(20)
    /// The pause after a slice. SQLite's busy handler polls up to every 100 ms, so that without a pause a
    /// waiting writer starves.
    public var pause = Milliseconds(20)
    /// How long the write lock is waited for.
    public var lockWait = Milliseconds(500)
    /// How often in a row it may be out of reach for so long.
    public var refusals = 10
    /// How long the work goes on in all: with a very long freelist a page takes milliseconds, and all of them days.
    public var timeBound = Milliseconds(300_000)
    /// The size of the log above which it is copied back between slices.
    public var logSize = ByteCount.mebibytes(8)
    /// How many pages a slice steps at most: on a disk with little room less than its time would allow, as each
    /// may put a few pages into the log.
    var pagesPerSlice: Int { max(16, Int(clamping: logSize.bytes / (4 * 4_096))) }

    /// The limits that were measured to leave a writer unharmed.
    public init() {}
  }

  /// How it ended.
  public enum Outcome: Hashable, Sendable {
    /// No free page is left.
    case done
    /// The database does not give pages back this way.
    case notIncremental
    /// Free pages are left, but SQLite gave none of them back.
    case noProgress
    /// The time is over; what is left can be given back another time.
    case timeIsOver
    /// Another connection held the write lock all the time.
    case busy
    /// The disk has no room left for the log.
    case noRoom
  }

  /// What was done.
  public struct Report: Hashable, Sendable {
    /// How it ended.
    public let outcome: Outcome
    /// The pages that were given back.
    public let freed: PageCount
    /// The number of transactions.
    public let slices: Int
    /// The longest of them.
    public let longestSlice: Milliseconds
  }

  private let connection: Connection
  private let checkpoint: GuardedCheckpoint
  private let limits: Limits
  private let pacer: LockPacer
  private let pause: Pause

  /// Opens a connection of its own.
  ///
  /// - Throws: `SQLiteError`.
  public init(
    path: String, checkpoint: GuardedCheckpoint, limits: Limits = Limits(), pause: Pause = .sleeping
  ) throws {
    connection = try Connection(path: path, mode: .readWrite, busyTimeout: limits.lockWait)
    if try connection.isWAL() { try connection.execute("PRAGMA synchronous=NORMAL") }
    self.checkpoint = checkpoint
    self.limits = limits
    self.pause = pause
    // The gap comes after the look at the log, whatever that took.
    pacer = LockPacer(budget: limits.slice, gap: limits.pause, pause: Pause { _ in })
  }

  /// Works until no free page is left, nothing moves any more, the lock is out of reach, or the time is over.
  ///
  /// - Throws: `SQLiteError`; what the slices before it gave back stays given back. `ReclaimError` when the
  ///   log cannot be looked up.
  public func run() throws -> Report {
    guard try connection.pageUsage().autoVacuum == .incremental else {
      return Report(
        outcome: .notIncremental, freed: PageCount(0), slices: 0, longestSlice: Milliseconds(0))
    }
    let watch = Stopwatch()
    var freed: Int64 = 0
    var slices = 0
    var refusals = 0
    func report(_ outcome: Outcome) -> Report {
      Report(
        outcome: outcome, freed: PageCount(freed), slices: slices, longestSlice: pacer.longestLock)
    }
    while true {
      do {
        let slice = try runSlice()
        refusals = 0
        freed += slice.freed
        slices += slice.freed > 0 ? 1 : 0
        if slice.left == 0 { return report(.done) }
        if slice.freed == 0 { return report(.noProgress) }
      } catch let error as SQLiteError where .busy ~= error.code {
        refusals += 1
        if refusals > limits.refusals { return report(.busy) }
      } catch let error as SQLiteError where .full ~= error.code {
        // The slice was rolled back. What the slices before it put into the log goes to where it belongs, which
        // needs no room, and makes some.
        refusals += 1
        if refusals > 1 { return report(.noRoom) }
        _ = try checkpoint.run()
      }
      _ = try checkpoint.runIfLarger(than: limits.logSize)
      if watch.elapsed >= limits.timeBound { return report(.timeIsOver) }
      pause(limits.pause)
    }
  }

  /// What one transaction did.
  private struct Slice {
    let freed: Int64
    let left: Int64
  }

  /// One transaction. It is spelt out, because a commit that hides in a reset would hide its failure too.
  private func runSlice() throws -> Slice {
    try pacer.transaction(on: connection) {
      let before = try connection.integer("PRAGMA freelist_count")
      guard before > 0 else { return Slice(freed: 0, left: 0) }
      let statement = try connection.prepare("PRAGMA incremental_vacuum")
      defer { statement.reset() }
      // One page at least, or a disk whose commits take as long as the budget would keep this from ever ending.
      var steps = 1
      while steps <= limits.pagesPerSlice, try statement.step(), !pacer.isOverBudget { steps += 1 }
      statement.reset()
      let left = try connection.integer("PRAGMA freelist_count")
      return Slice(freed: before - left, left: left)
    }
  }
}
