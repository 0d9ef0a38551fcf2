/// A moment, in milliseconds since 1970-01-01 UTC: the unit of every time column of opencode's tables.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01 UTC.
  public let milliseconds: Int64

  /// A moment so many milliseconds after 1970-01-01 UTC.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The earlier moment first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment `duration` before this one. Stops at the ends of what 64 bits can say.
  public static func - (moment: Timestamp, duration: Milliseconds) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds.subtractingSaturated(duration.count))
  }

  /// The moment `duration` after this one. Stops at the ends of what 64 bits can say.
  public static func + (moment: Timestamp, duration: Milliseconds) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds.addingSaturated(duration.count))
  }
}
