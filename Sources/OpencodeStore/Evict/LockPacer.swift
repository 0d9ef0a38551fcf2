internal import Glibc
public import RetentionPolicy

/// Keeps write locks short and leaves gaps between them.
///
/// A writer that waits polls at 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then 100 ms, so that without
/// gaps it starves (measured: 532 ms against 48 ms with them).
public final class LockPacer {
  /// How long a write transaction may last before it is ended at the next row.
  public let budget: Milliseconds
  private let gap: Milliseconds
  private let pause: (Milliseconds) -> Void
  private var began: Int64 = 0
  private var heldSinceGap: Int64 = 0
  /// The longest that a write transaction lasted.
  public private(set) var longestLock = Milliseconds(0)

  /// A pacer.
  ///
  /// - Parameter pause: waits for a length of time; a test passes one that does not.
  public init(
    budget: Milliseconds = Milliseconds(40), gap: Milliseconds = Milliseconds(20),
    pause: @escaping (Milliseconds) -> Void = LockPacer.sleep
  ) {
    self.budget = budget
    self.gap = gap
    self.pause = pause
  }

  /// Says that the lock is held from now on.
  func lockBegins() {
    began = Self.monotonicMicroseconds()
  }

  /// Whether the transaction has lasted for its budget.
  var isOverBudget: Bool { Self.monotonicMicroseconds() - began >= budget.count * 1_000 }

  /// Says that the lock was released, and leaves a gap when the locks since the last one add up.
  func lockEnds() {
    let held = Self.monotonicMicroseconds() - began
    longestLock = max(longestLock, Milliseconds(held / 1_000))
    heldSinceGap += held
    if heldSinceGap >= gap.count * 1_000 {
      heldSinceGap = 0
      pause(gap)
    }
  }

  /// Sleeps for a length of time.
  public static func sleep(_ duration: Milliseconds) {
    usleep(UInt32(clamping: duration.count * 1_000))
  }

  private static func monotonicMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
