internal import RetentionPolicy

/// How long a lock may go on: to its bound, and beyond it as long as nobody else has the database open.
struct LockBudget {
  private let watch = Stopwatch()
  private let isAlone: () throws -> Bool
  private var nextLook: Milliseconds

  /// How often, beyond the bound, it is looked whether somebody came.
  private static let interval = Milliseconds(250)

  /// Starts the clock.
  init(bound: Milliseconds, isAlone: @escaping () throws -> Bool) {
    self.isAlone = isAlone
    nextLook = bound
  }

  /// The time since the lock was taken.
  var elapsed: Milliseconds { watch.elapsed }

  /// Whether the lock has to be given up.
  mutating func isSpent() throws -> Bool {
    guard elapsed > nextLook else { return false }
    guard try isAlone() else { return true }
    nextLook = Milliseconds(elapsed.count + Self.interval.count)
    return false
  }
}
