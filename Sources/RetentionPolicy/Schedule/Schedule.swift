/// Decides when the next pass over a database is due, from a glance at it, what the last pass left, and the time.
///
/// A pass that could change nothing is not begun: what a limit asks for but a protection keeps is asked for again
/// when the protection ends or the database has grown noticeably, and not at every write.
public enum Schedule {
  /// What is to happen next.
  public enum Step: Hashable, Sendable {
    /// A pass now.
    case pass(Cause)
    /// Another look at this moment, unless something happens before.
    case look(at: Timestamp)
  }

  /// Why a pass is due.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// There was none since the start.
    case start
    /// More is in use than `maxSizeMB`.
    case size
    /// There are more trees than `maxSessions`.
    case sessions
    /// A tree has come of age, or its protection has ended.
    case age
    /// The file has grown past a size that is warned of.
    case threshold
    /// Pages have become free.
    case freePages = "free-pages"
    /// The last pass could not finish.
    case retry
    /// There was none for a day.
    case daily
  }

  /// The longest time between two passes, and two looks.
  public static let longest = Milliseconds.hours(24)
  /// After a pass that could not finish; doubled with each one, up to `longest`.
  static let firstRetry = Milliseconds(15 * 60_000)
  /// Pages that become free are worth a pass from this on.
  static let worthFreeing = ByteCount.mebibytes(16)

  /// What is to happen next.
  ///
  /// - Parameters:
  ///   - thresholds: the file sizes that are warned of, the smallest first.
  ///   - memory: what the last pass left; nil when there was none.
  public static func next(
    _ glance: Glance, policy: Policy, thresholds: [ByteCount], after memory: PassMemory?, now: Timestamp
  ) -> Step {
    guard let memory else { return .pass(.start) }
    if let cause = cause(glance, policy, thresholds, memory) { return .pass(cause) }
    let dates = dates(memory, policy, now: now)
    if let due = dates.first(where: { $0.moment <= now }) { return .pass(due.cause) }
    return .look(at: dates.reduce(now + longest) { min($0, $1.moment) })
  }

  /// What has changed since the last pass that asks for one.
  private static func cause(
    _ glance: Glance, _ policy: Policy, _ thresholds: [ByteCount], _ memory: PassMemory
  ) -> Cause? {
    if let limit = policy.maxSize, glance.usedBytes > limit {
      // What was left over the limit is left for a reason.
      let known = max(limit, memory.glance.usedBytes)
      if known == limit || glance.usedBytes >= known + ByteCount(max(1, limit.bytes / 20)) { return .size }
    }
    if let limit = policy.maxSessions, glance.treeCount > max(0, limit),
      glance.treeCount > memory.glance.treeCount
    {
      return .sessions
    }
    if thresholds.contains(where: { memory.glance.fileBytes < $0 && $0 <= glance.fileBytes }) {
      return .threshold
    }
    let freed = glance.freeBytes - min(glance.freeBytes, memory.glance.freeBytes)
    let isWorth = freed >= max(worthFreeing, ByteCount(glance.usedBytes.bytes / 8))
    return policy.hasLimit && isWorth ? .freePages : nil
  }

  private static func dates(
    _ memory: PassMemory, _ policy: Policy, now: Timestamp
  ) -> [(moment: Timestamp, cause: Cause)] {
    // A clock that was turned back must not put anything off for longer than from now on.
    let ended = min(memory.ended, now)
    var dates: [(moment: Timestamp, cause: Cause)] = [(ended + longest, .daily)]
    if let due = memory.nextDue, policy.hasLimit { dates.append((due, .age)) }
    if memory.unfinished > 0 {
      let wait = Milliseconds(firstRetry.count << min(memory.unfinished - 1, 7))
      dates.append((ended + min(wait, longest), .retry))
    }
    return dates
  }
}
