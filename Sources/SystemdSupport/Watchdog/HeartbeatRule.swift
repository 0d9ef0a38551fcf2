/// Decides whether a sign of life is due. Pure: it is asked at every interval of the watchdog.
///
/// A process that hangs must be started anew, one that works for long must not: a sign is given while it waits for
/// something to do, and while its work has advanced since the last time. Reading a single value of hundreds of
/// megabytes advances with every piece of it.
public struct HeartbeatRule: Sendable {
  /// What the process is at.
  public enum Activity: Hashable, Sendable {
    /// It waits for events.
    case idle
    /// It works, and has advanced this far, in any unit that only grows.
    case working(advanced: UInt64)
  }

  private var last = Activity.idle

  /// A rule for a process that has just started.
  public init() {}

  /// Whether to give a sign now.
  public mutating func isDue(_ activity: Activity) -> Bool {
    defer { last = activity }
    return activity == .idle || activity != last
  }
}
