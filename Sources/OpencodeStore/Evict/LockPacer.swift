public import RetentionPolicy

/// Keeps write locks short and leaves gaps between them.
///
/// A writer that waits polls at 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then 100 ms, so that without
/// gaps it starves (measured: 532 ms against 48 ms with them). A gap is longer than 25 ms, so that nobody who has
/// not waited long misses it; a lock is no longer than that, so that nobody who looks at 25 ms intervals meets
/// two of them.
public final class LockPacer {
  private var budget: SliceBudget
  private let gap: Milliseconds
  private let heldBeforeGap: Duration
  private let pause: Pause
  private let now: () -> ContinuousClock.Instant
  private var lockedAt: ContinuousClock.Instant
  private var lastLook = Duration.zero
  private var heldSinceGap = Duration.zero
  private var longest = Duration.zero

  /// How long a gap lasts.
  static let gapForWriters = Milliseconds(30)

  /// A pacer with a budget of 25 ms a lock, and gaps.
  public convenience init(pause: Pause = .sleeping) {
    self.init(budget: Milliseconds(25), gap: Self.gapForWriters, pause: pause)
  }

  /// A pacer.
  ///
  /// - Parameters:
  ///   - budget: how long a write transaction may last, its commit included: it is ended at the row after which
  ///     there is no more time than the commits before took.
  ///   - now: the clock.
  init(
    budget: Milliseconds, gap: Milliseconds, pause: Pause,
    now: @escaping () -> ContinuousClock.Instant = { .now }
  ) {
    self.budget = SliceBudget(bound: budget)
    self.gap = gap
    // Most locks end a little before their budget does, and two of them without a gap are one to whoever waits.
    heldBeforeGap = .milliseconds(budget.count) * 3 / 4
    self.pause = pause
    self.now = now
    lockedAt = now()
  }

  /// The longest that a write transaction lasted.
  public var longestLock: Milliseconds { Milliseconds(longest) }

  /// Whether the transaction is to end at this row.
  public var isOverBudget: Bool {
    lastLook = now() - lockedAt
    return lastLook >= budget.work
  }

  /// Runs `body` in a write transaction; a gap follows when the locks since the last one add up.
  ///
  /// - Throws: what `body` throws, `SQLiteError`, or `Interrupted`; nothing was changed then.
  public func transaction<Result>(on connection: Connection, _ body: () throws -> Result) throws -> Result {
    try connection.check()
    try connection.execute("BEGIN IMMEDIATE")
    lockedAt = now()
    lastLook = .zero
    defer { lockEnded() }
    return try connection.finishTransaction(body)
  }

  private func lockEnded() {
    let held = now() - lockedAt
    budget.learn(lastLook: lastLook, whole: held)
    longest = max(longest, held)
    heldSinceGap += held
    if heldSinceGap >= heldBeforeGap {
      heldSinceGap = .zero
      pause(gap)
    }
  }
}
